// Which model the next message of a thread goes to, and how a model is called on the page.
import type { Model } from "@/api/types";
import type { PageState } from "./page_state";
import type { Preferences } from "./preferences";

type Listing = Pick<PageState, "models"> & { threads: Record<string, { model: string }> };
type Choice = Pick<Preferences, "model" | "models">;

export interface ChosenModel {
  id: string | null;
  listed: Model | null; // null: the server does not list it (any more)
}

// A choice made for this thread, else the thread's own model, else the last choice, else the nearest thing to a running local model.
export function chosenModel({ models, threads }: Listing, choice: Choice, key: string): ChosenModel {
  const explicit = choice.models[key] ?? (threads[key]?.model || null);
  const find = (id: string | null) => models?.find((model) => model.id === id) ?? null;
  if (explicit) return { id: explicit, listed: find(explicit) };
  const listed = find(choice.model) ?? nearest(models ?? []);
  return { id: listed?.id ?? null, listed };
}

function nearest(models: readonly Model[]): Model | null {
  const local = models.filter((model) => model.patchbay.local);
  return local.find((model) => model.patchbay.state === "loaded") ?? local[0] ?? models[0] ?? null;
}

export function providerOf(id: string): string {
  return id.includes("/") ? id.slice(0, id.indexOf("/")) : "";
}

export function nameOf(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}

export function sizeInWords(bytes: number | null | undefined): string | null {
  if (bytes == null) return null;
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
