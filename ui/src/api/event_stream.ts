// The one event stream of the page. EventSource reconnects by itself after a dropped connection and then sends Last-Event-ID;
// after a refusal (a status other than 200) it gives up for good, which is reported as `refused`: the owner decides what to do.
import type { ConversationSummary, Message, Provider, ServerEvent } from "./types";

export interface StreamHandlers {
  event: (event: ServerEvent) => void;
  open: () => void;
  interrupted: () => void; // trying again by itself
  refused: () => void; // closed for good
}

export type EventSourceFactory = (url: string) => EventSource;

type Payload = {
  run_id: string;
  conversation_id: string;
  message_id: string;
  message: Message;
  kind: "text" | "reasoning";
  offset: number;
  delta: string;
  id: string;
  providers: Provider[];
} & ConversationSummary;

const readers: { [T in ServerEvent["type"]]: (payload: Payload) => Omit<Extract<ServerEvent, { type: T }>, "id" | "type"> } = {
  "run.started": ({ run_id, conversation_id, message }) => ({ run_id, conversation_id, message }),
  "run.delta": ({ run_id, conversation_id, message_id, kind, offset, delta }) => ({ run_id, conversation_id, message_id, kind, offset, delta }),
  "run.finished": ({ run_id, conversation_id, message }) => ({ run_id, conversation_id, message }),
  "conversation.changed": ({ id, title, model, created_at, updated_at }) => ({ summary: { id, title, model, created_at, updated_at } }),
  "conversation.deleted": ({ id }) => ({ conversation_id: id }),
  "models.changed": () => ({}),
  "providers.changed": ({ providers }) => ({ providers }),
  reset: () => ({}),
};

export function readEvent(type: ServerEvent["type"], data: string, id: string): ServerEvent {
  const payload = (data === "" ? {} : JSON.parse(data)) as Payload;
  return { type, id: Number(id) || 0, ...readers[type](payload) } as ServerEvent;
}

export function openEventStream(
  after: number,
  handlers: StreamHandlers,
  create: EventSourceFactory = (url) => new EventSource(url),
): () => void {
  const source = create(`/admin/v1/events?after=${after}`);
  source.onopen = handlers.open;
  source.onerror = () => (source.readyState === 2 ? handlers.refused() : handlers.interrupted());
  for (const type of Object.keys(readers) as ServerEvent["type"][]) {
    source.addEventListener(type, (event) => {
      const { data, lastEventId } = event as MessageEvent<string>;
      handlers.event(readEvent(type, data, lastEventId));
    });
  }
  return () => source.close();
}
