// The address of a conversation is #/c/<id>: reload and the back button work, and the server needs to know one path only.
import { useSyncExternalStore } from "react";

const prefix = "#/c/";

export function conversationInAddress(hash: string = location.hash): string | null {
  const id = hash.startsWith(prefix) ? hash.slice(prefix.length) : "";
  if (id === "" || /%(?![0-9a-f]{2})/i.test(id)) return null;
  return decodeURIComponent(id);
}

export function addressOf(id: string | null): string {
  return id === null ? "#/" : prefix + encodeURIComponent(id);
}

export function goTo(id: string | null): void {
  if (conversationInAddress() !== id) location.hash = addressOf(id);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useRoute(): string | null {
  return useSyncExternalStore(subscribe, () => conversationInAddress());
}
