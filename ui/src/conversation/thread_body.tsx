import { ArrowDown } from "lucide-react";
import { useEffect, useRef } from "react";
import { useShell } from "@/app/shell_context";
import { ErrorCard } from "@/errors/error_card";
import { usePage, usePageState } from "@/state/page_context";
import { EmptyState } from "./empty_state";
import { MessageList } from "./message_list";
import { OutgoingView } from "./outgoing_view";
import { useFollow } from "./use_follow";
import type { ThreadActions } from "./use_thread_actions";

export function ThreadBody({ actions }: { actions: ThreadActions }) {
  const { threadKey, conversationId } = useShell();
  const { scroller, content, newBelow, toEnd } = useFollow();
  const outgoing = usePageState((state) => state.outbox[threadKey]);
  const messages = usePageState((state) => state.threads[threadKey]?.order.length ?? 0);
  const empty = conversationId === null && !outgoing;

  // Whoever sends wants to see what comes.
  const wasSending = useRef(false);
  useEffect(() => {
    const sending = outgoing !== undefined;
    if (sending && !wasSending.current) toEnd();
    wasSending.current = sending;
  }, [outgoing, toEnd]);

  return (
    <div className="relative min-h-0 flex-1">
      <div ref={scroller} tabIndex={0} role="region" aria-label="Conversation" className="h-full overflow-y-auto overscroll-contain focus-visible:-outline-offset-2">
        <div ref={content} className="mx-auto flex min-h-full w-full max-w-[calc(var(--column)+3rem)] flex-col px-6 pt-6 pb-10 max-md:px-4">
          {empty ? <EmptyState send={actions.send} /> : <Thread actions={actions} />}
        </div>
      </div>
      {newBelow && messages > 0 && (
        <button type="button" onClick={toEnd} className="new-below panel appear">
          <ArrowDown aria-hidden size={15} /> New below
        </button>
      )}
    </div>
  );
}

function Thread({ actions }: { actions: ThreadActions }) {
  const page = usePage();
  const { threadKey, conversationId } = useShell();
  const load = usePageState((state) => state.threads[threadKey]?.load);
  const error = usePageState((state) => state.threads[threadKey]?.error);
  if (load === "failed" && error && conversationId !== null) {
    return <ErrorCard error={error} retry={() => void page.refetchThread(conversationId)} />;
  }
  if (load !== "ready" && conversationId !== null) return <Skeleton />;
  return (
    <>
      <MessageList actions={actions} />
      <OutgoingView actions={actions} />
    </>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label="Loading the conversation" className="breathe flex flex-col gap-4">
      {["ml-auto w-1/3", "w-11/12", "w-4/5", "w-2/3"].map((width) => (
        <div key={width} className={`h-5 rounded-md bg-bubble ${width}`} />
      ))}
    </div>
  );
}
