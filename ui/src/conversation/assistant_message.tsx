import { RefreshCw } from "lucide-react";
import type { Message } from "@/api/types";
import { ErrorCard } from "@/errors/error_card";
import { CopyButton } from "@/kit/copy_button";
import { IconButton } from "@/kit/icon_button";
import { LazyMarkdown } from "@/markdown/lazy_markdown";
import { placeOf } from "@/models/place";
import { nameOf } from "@/state/chosen_model";
import { usePageState } from "@/state/page_context";
import { ReasoningBlock } from "./reasoning_block";
import { Receipt } from "./receipt";
import { errorOf } from "./reply_error";
import { WaitingLine } from "./waiting_line";

interface AssistantMessageProps {
  message: Message;
  last: boolean;
  busy: boolean; // a run of this conversation is under way
  regenerate: (id: string) => void;
}

export function AssistantMessage({ message, last, busy, regenerate }: AssistantMessageProps) {
  const place = usePageState((state) => placeOf(state, message.model, message.provider));
  const streaming = message.status === "streaming";
  const error = errorOf(message);
  const nothingYet = streaming && message.text === "" && message.reasoning === "";
  return (
    <article aria-label={`Reply from ${nameOf(message.model)}`} aria-busy={streaming} data-place={place ?? undefined} className="group/message relative">
      <h2 className="sr-only">Reply from {nameOf(message.model)}</h2>
      {streaming && !nothingYet && <span aria-hidden className="live-line absolute inset-y-1 -left-5 w-0.5 rounded-full max-md:-left-3" />}
      {message.reasoning !== "" && <ReasoningBlock message={message} />}
      {nothingYet && <WaitingLine model={message.model} since={message.created_at} />}
      {message.text !== "" && <LazyMarkdown text={message.text} streaming={streaming} />}
      {error && <ErrorCard error={error} from={message} retry={last && !busy ? () => regenerate(message.id) : undefined} />}
      {!streaming && (
        <footer className="reply-foot" data-last={last || undefined}>
          <Receipt message={message} />
          <span className="reply-actions">
            {message.text !== "" && <CopyButton text={message.text} label="Copy reply" />}
            {last && !busy && <IconButton icon={RefreshCw} label="Regenerate" size="small" onClick={() => regenerate(message.id)} />}
          </span>
        </footer>
      )}
    </article>
  );
}
