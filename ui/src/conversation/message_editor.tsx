import { useEffect, useRef, useState } from "react";
import { Button } from "@/kit/button";

interface MessageEditorProps {
  text: string;
  cancel: () => void;
  send: (text: string) => Promise<boolean>;
}

// A sent message, open for a change. The conversation goes on from it once the server has accepted; until then nothing is lost.
export function MessageEditor({ text, cancel, send }: MessageEditorProps) {
  const [draft, setDraft] = useState(text);
  const [sending, setSending] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, [text.length]);

  async function submit(): Promise<void> {
    if (draft.trim() === "" || sending) return;
    setSending(true);
    if (await send(draft.trim())) cancel();
    else setSending(false);
  }

  return (
    <form
      aria-label="Edit message"
      className="rounded-2xl border border-line-strong bg-raised p-2 focus-within:border-ink-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <textarea
        ref={box}
        aria-label="Message text"
        value={draft}
        rows={Math.min(10, draft.split("\n").length + 1)}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            cancel();
          }
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void submit();
          }
        }}
        className="block w-full resize-none bg-transparent px-2.5 py-1.5 text-base leading-relaxed outline-none"
      />
      <div className="flex items-center justify-end gap-2">
        <p className="mr-auto pl-2.5 text-xs text-ink-3 max-md:hidden">Replaces the reply below.</p>
        <Button look="quiet" onClick={cancel}>Cancel</Button>
        <Button look="solid" type="submit" disabled={sending || draft.trim() === ""}>Send</Button>
      </div>
    </form>
  );
}
