import { useEffect, useRef, useState } from "react";
import { useShell } from "@/app/shell_context";
import type { Message } from "@/api/types";
import { adviceFor } from "@/errors/error_table";
import { usePageState } from "@/state/page_context";
import { finishedBlocks } from "./announced_blocks";
import { errorOf } from "./reply_error";

// Tells a screen reader each finished block of the reply that is being written, and its end. Replies that are only loaded stay silent, and so
// does what of a reply was there before the page was.
export function Announcer() {
  const { threadKey } = useShell();
  const message = usePageState((state) => {
    const thread = state.threads[threadKey];
    const id = thread?.order.findLast((candidate) => thread.messages[candidate]?.role === "assistant");
    return id ? thread?.messages[id] : undefined;
  });
  const heard = useRef<{ id: string; blocks: number } | null>(null);
  const lastKey = useRef(0); // a text that moved must not count as an addition
  const [spoken, setSpoken] = useState<{ key: number; text: string }[]>([]);

  useEffect(() => {
    if (!message) return;
    const ended = message.status !== "streaming";
    const blocks = finishedBlocks(message.text, ended);
    if (heard.current?.id !== message.id) {
      heard.current = ended ? null : { id: message.id, blocks: blocks.length };
      return;
    }
    const fresh = [...blocks.slice(heard.current.blocks), ...(ended ? [ending(message)] : [])];
    heard.current = ended ? null : { id: message.id, blocks: blocks.length };
    if (fresh.length === 0) return;
    const added = fresh.map((text) => ({ key: ++lastKey.current, text }));
    setSpoken((before) => [...before.slice(-4), ...added]);
  }, [message]);

  return (
    <div aria-live="polite" aria-relevant="additions" className="sr-only">
      {spoken.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}

function ending(message: Message): string {
  const error = errorOf(message);
  if (error) return `The reply failed. ${adviceFor(error).headline}`;
  return message.status === "stopped" ? "The reply was stopped." : "The reply is finished.";
}
