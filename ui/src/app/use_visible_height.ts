import { useEffect } from "react";

// The height that an on-screen keyboard leaves, as --visible-height: browsers that do not shrink 100dvh for it still report it here.
export function useVisibleHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const update = () => document.documentElement.style.setProperty("--visible-height", `${viewport.height}px`);
    viewport.addEventListener("resize", update);
    return () => viewport.removeEventListener("resize", update);
  }, []);
}
