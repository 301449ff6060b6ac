import { useEffect } from "react";

interface Shortcuts {
  picker: () => void;
  newChat: () => void;
  stop: () => void;
}

// Ctrl (or Command) K, Ctrl Shift O, and Esc. Esc belongs to whatever is open above the conversation first.
export function useShortcuts({ picker, newChat, stop }: Shortcuts): void {
  useEffect(() => {
    function keyDown(event: KeyboardEvent): void {
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && !event.shiftKey && key === "k") take(event, picker);
      else if (command && event.shiftKey && key === "o") take(event, newChat);
      else if (key === "escape" && !event.defaultPrevented && !somethingAbove()) stop();
    }
    window.addEventListener("keydown", keyDown);
    return () => window.removeEventListener("keydown", keyDown);
  }, [picker, newChat, stop]);
}

function take(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  action();
}

function somethingAbove(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}
