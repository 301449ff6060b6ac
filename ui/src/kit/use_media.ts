import { useCallback, useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

// Wide enough for the drawer to stand beside the conversation (the md breakpoint of the style sheet).
export function useWide(): boolean {
  return useMedia("(min-width: 768px)");
}

// A finger as the main pointer: the on-screen keyboard should not jump up unasked.
export function useTouch(): boolean {
  return useMedia("(pointer: coarse)");
}
