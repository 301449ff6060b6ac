// Well-formed pieces of the server's answers, for tests to change.
import type { Conversation, ConversationSummary, ErrorObject, Message, Model, Status } from "@/api/types";

export function message(id: string, changes: Partial<Message> = {}): Message {
  return {
    id,
    role: "assistant",
    text: "",
    reasoning: "",
    status: "done",
    model: "local/tiny",
    provider: "local",
    created_at: 1_000,
    run_id: null,
    finish_reason: null,
    error: null,
    usage: null,
    timings: null,
    warnings: [],
    ...changes,
  };
}

export const asked = (id: string, text: string) => message(id, { role: "user", text });
export const streaming = (id: string, text = "", run_id = "run1") => message(id, { text, status: "streaming", run_id });

export function conversation(id: string, messages: Message[], last_event_id = 0): Conversation {
  return { id, title: `Title of ${id}`, model: "local/tiny", messages, last_event_id };
}

export function summary(id: string, updated_at = 1_000): ConversationSummary {
  return { id, title: `Title of ${id}`, model: "local/tiny", created_at: 500, updated_at };
}

export function model(id: string, changes: Partial<Model["patchbay"]> = {}): Model {
  const provider = id.split("/")[0]!;
  return { id, owned_by: provider, patchbay: { provider, kind: "llamacpp", local: provider === "local", state: "loaded", size_bytes: null, ...changes } };
}

export const status: Status = { version: "0.1.0", providers: [] };

export function failure(kind: string, changes: Partial<ErrorObject> = {}): ErrorObject {
  return { kind, message: `It was ${kind}.`, ...changes };
}
