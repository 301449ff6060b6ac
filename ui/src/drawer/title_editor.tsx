import { useEffect, useRef, useState } from "react";

// A conversation's title, open for a change: Enter or leaving keeps it, Escape does not.
export function TitleEditor({ title, done }: { title: string; done: (next: string | null) => void }) {
  const [draft, setDraft] = useState(title);
  const box = useRef<HTMLInputElement>(null);
  const closed = useRef(false);

  useEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, []);

  function close(keep: boolean): void {
    if (closed.current) return; // leaving follows Enter and Escape
    closed.current = true;
    const next = draft.trim();
    done(keep && next !== "" && next !== title ? next : null);
  }

  return (
    <input
      ref={box}
      aria-label="Title"
      value={draft}
      maxLength={200}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => close(true)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.nativeEvent.isComposing) close(true);
        if (event.key === "Escape") {
          event.stopPropagation();
          close(false);
        }
      }}
      className="h-9 w-full rounded-lg border border-line-strong bg-raised px-3 text-sm outline-none focus:border-ink-3 max-md:h-11 max-md:text-base"
    />
  );
}
