import { useEffect, useRef, useState } from "react";
import { useShell } from "@/app/shell_context";
import { usePageState } from "@/state/page_context";
import { MessageView } from "./message_view";
import type { ThreadActions } from "./use_thread_actions";

const step = 24; // messages that are rendered at first, and more each time the reader nears the top
const noMessages: string[] = [];

export function MessageList({ actions }: { actions: ThreadActions }) {
  const { threadKey } = useShell();
  const order = usePageState((state) => state.threads[threadKey]?.order ?? noMessages);
  const lastUserMessage = usePageState((state) => {
    const thread = state.threads[threadKey];
    return thread?.order.findLast((id) => thread.messages[id]?.role === "user");
  });
  const busy = usePageState((state) => threadKey in state.running || state.outbox[threadKey]?.state === "sending");
  const tail = Math.max(0, order.length - step);
  const [from, setFrom] = useState(tail); // stays when messages are added: nothing vanishes above a reader
  const earlier = Math.min(from, tail);
  return (
    <>
      {earlier > 0 && <EarlierMessages count={earlier} show={() => setFrom(Math.max(0, earlier - step))} />}
      <ol className="message-list">
        {order.slice(earlier).map((id, index, visible) => (
          <li key={id}>
            <MessageView
              thread={threadKey}
              id={id}
              last={index === visible.length - 1}
              editable={id === lastUserMessage && !busy}
              busy={busy}
              regenerate={actions.regenerate}
              replace={actions.replace}
            />
          </li>
        ))}
      </ol>
    </>
  );
}

// Shows more by itself when scrolled near; a real button for the keyboard.
function EarlierMessages({ count, show }: { count: number; show: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && show(), { rootMargin: "800px 0px 0px 0px" });
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  });
  return (
    <button ref={button} type="button" onClick={show} className="mx-auto mb-8 block rounded-lg px-3 py-2 text-sm text-ink-3 hover:bg-hover hover:text-ink">
      Show {count} earlier {count === 1 ? "message" : "messages"}
    </button>
  );
}
