// What the page knows. All of it is a copy of the server's state (drafts and view preferences live in preferences.ts), so any part may
// be thrown away and fetched again.
import type { ConversationSummary, ErrorObject, Message, Model, Provider, RunRequest, ServerEvent } from "@/api/types";

export interface Thread {
  id: string;
  title: string;
  model: string;
  load: "loading" | "ready" | "failed";
  error: ErrorObject | null; // why loading failed
  order: string[];
  messages: Record<string, Message>;
  asOf: number; // events up to this id are already in `messages`
  backlog: ServerEvent[] | null; // events that wait for a snapshot; null: none is under way
}

// A run that the server has not accepted yet, or has refused.
export interface Outgoing {
  request: RunRequest;
  state: "sending" | "failed";
  error: ErrorObject | null;
}

export interface PageState {
  session: "unknown" | "present" | "missing";
  link: "connecting" | "open" | "interrupted";
  version: string | null;
  providers: Provider[] | null;
  models: Model[] | null;
  modelsError: ErrorObject | null;
  conversations: ConversationSummary[] | null;
  hidden: Record<string, true>; // deleted here, still undoable
  running: Record<string, string>; // conversation id to run id
  threads: Record<string, Thread>;
  outbox: Record<string, Outgoing>; // by thread key
}

// A conversation that does not exist yet is addressed by this key (drafts, outbox, chosen model).
export const newThreadKey = "new";

export const initialState: PageState = {
  session: "unknown",
  link: "connecting",
  version: null,
  providers: null,
  models: null,
  modelsError: null,
  conversations: null,
  hidden: {},
  running: {},
  threads: {},
  outbox: {},
};

export function emptyThread(id: string): Thread {
  return { id, title: "", model: "", load: "loading", error: null, order: [], messages: {}, asOf: 0, backlog: null };
}

export function withThread(state: PageState, thread: Thread): PageState {
  return { ...state, threads: { ...state.threads, [thread.id]: thread } };
}

export function withoutKey<T>(record: Record<string, T>, key: string): Record<string, T> {
  if (!(key in record)) return record;
  const { [key]: _removed, ...rest } = record;
  return rest;
}
