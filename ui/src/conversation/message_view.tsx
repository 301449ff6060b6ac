import { memo } from "react";
import { usePageState } from "@/state/page_context";
import { AssistantMessage } from "./assistant_message";
import { UserMessage } from "./user_message";

interface MessageViewProps {
  thread: string;
  id: string;
  last: boolean;
  editable: boolean;
  busy: boolean;
  regenerate: (id: string) => void;
  replace: (id: string, text: string) => Promise<boolean>;
}

// Reads its own message from the store: a token re-renders one message, however long the conversation is.
export const MessageView = memo(function MessageView({ thread, id, last, editable, busy, regenerate, replace }: MessageViewProps) {
  const message = usePageState((state) => state.threads[thread]?.messages[id]);
  if (!message) return null;
  if (message.role === "assistant") return <AssistantMessage message={message} last={last} busy={busy} regenerate={regenerate} />;
  if (message.role === "user") return <UserMessage message={message} replace={editable ? replace : undefined} />;
  return <p className="rounded-xl border border-line px-4 py-2.5 text-sm whitespace-pre-wrap text-ink-2">{message.text}</p>;
});
