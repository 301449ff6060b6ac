// Events to state. Pure: what has to be fetched because of an event comes back as effects.
//
// A snapshot (GET of a conversation) says up to which event it is complete; events up to there are skipped, later ones are applied in
// order. A delta may overlap what is known (trimmed) but never leave a gap: then the conversation is fetched again, and events that
// arrive meanwhile wait in its backlog.
import type { Conversation, ConversationSummary, Message, ServerEvent } from "@/api/types";
import { type PageState, type Thread, withoutKey, withThread } from "./page_state";

export type Effect = { type: "refetchThread"; id: string } | { type: "refetchModels" } | { type: "resync" };

export interface Applied {
  state: PageState;
  effects: Effect[];
}

type RunEvent = Extract<ServerEvent, { run_id: string }>;
type DeltaEvent = Extract<ServerEvent, { type: "run.delta" }>;

export function applyEvents(state: PageState, events: readonly ServerEvent[]): Applied {
  const effects: Effect[] = [];
  for (const event of events) {
    const applied = applyEvent(state, event);
    state = applied.state;
    effects.push(...applied.effects);
  }
  return { state, effects };
}

export function applyEvent(state: PageState, event: ServerEvent): Applied {
  switch (event.type) {
    case "run.started":
    case "run.delta":
    case "run.finished":
      return applyRunEvent(withRunning(state, event), event);
    case "conversation.changed":
      return done(withSummary(state, event.summary));
    case "conversation.deleted":
      return done(withoutConversation(state, event.conversation_id));
    case "providers.changed":
      return done({ ...state, providers: event.providers });
    case "models.changed":
      return { state, effects: [{ type: "refetchModels" }] };
    case "reset":
      return { state, effects: [{ type: "resync" }] };
  }
}

// The answer to a fetch of a conversation, then whatever arrived while it was under way.
export function applySnapshot(state: PageState, conversation: Conversation): Applied {
  const { id, title, model, messages, last_event_id } = conversation;
  const backlog = state.threads[id]?.backlog ?? [];
  const thread: Thread = {
    id,
    title,
    model,
    load: "ready",
    error: null,
    order: messages.map((message) => message.id),
    messages: Object.fromEntries(messages.map((message) => [message.id, message])),
    asOf: last_event_id,
    backlog: null,
  };
  const streaming = messages.find((message) => message.status === "streaming" && message.run_id !== null);
  const running = streaming?.run_id ? { ...state.running, [id]: streaming.run_id } : withoutKey(state.running, id);
  return applyEvents(withThread({ ...state, running }, thread), backlog);
}

export function withSummary(state: PageState, summary: ConversationSummary): PageState {
  const others = (state.conversations ?? []).filter(({ id }) => id !== summary.id);
  const thread = state.threads[summary.id];
  const next = thread ? withThread(state, { ...thread, title: summary.title, model: summary.model }) : state;
  return { ...next, conversations: [summary, ...others] };
}

export function withoutConversation(state: PageState, id: string): PageState {
  return {
    ...state,
    conversations: state.conversations?.filter((conversation) => conversation.id !== id) ?? null,
    threads: withoutKey(state.threads, id),
    running: withoutKey(state.running, id),
    hidden: withoutKey(state.hidden, id) as Record<string, true>,
  };
}

function done(state: PageState): Applied {
  return { state, effects: [] };
}

function withRunning(state: PageState, event: RunEvent): PageState {
  const { conversation_id: id, run_id } = event;
  if (event.type === "run.finished") {
    return state.running[id] === run_id ? { ...state, running: withoutKey(state.running, id) } : state;
  }
  if (event.type === "run.delta" || state.running[id] === run_id) return state;
  return { ...state, running: { ...state.running, [id]: run_id } };
}

function applyRunEvent(state: PageState, event: RunEvent): Applied {
  const thread = state.threads[event.conversation_id];
  if (!thread) return done(state);
  if (thread.backlog) return done(withThread(state, { ...thread, backlog: [...thread.backlog, event] }));
  if (event.id !== 0 && event.id <= thread.asOf) return done(state);
  const next = event.type === "run.delta" ? withDelta(thread, event) : withMessage(thread, event.message);
  if (next) return done(next === thread ? state : withThread(state, next));
  return {
    state: withThread(state, { ...thread, backlog: [event] }),
    effects: [{ type: "refetchThread", id: thread.id }],
  };
}

// null: the thread lacks what the event builds on.
function withMessage(thread: Thread, message: Message): Thread | null {
  if (!thread.messages[message.id]) return null;
  return { ...thread, messages: { ...thread.messages, [message.id]: message } };
}

function withDelta(thread: Thread, event: DeltaEvent): Thread | null {
  const message = thread.messages[event.message_id];
  const known = message?.[event.kind].length ?? -1;
  if (!message || event.offset > known) return null;
  const fresh = event.delta.slice(known - event.offset);
  if (fresh === "") return thread;
  return withMessage(thread, { ...message, [event.kind]: message[event.kind] + fresh });
}
