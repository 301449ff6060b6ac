// What the server says, field for field. The server's OpenAPI file is the authority; ids are opaque, times are Unix milliseconds.

export const errorKinds = [
  "invalid_request",
  "unsupported_feature",
  "context_length_exceeded",
  "content_filtered",
  "authentication",
  "permission",
  "not_found",
  "model_not_found",
  "conflict",
  "request_too_large",
  "rate_limited",
  "budget_exceeded",
  "provider_authentication",
  "provider_permission",
  "quota_exhausted",
  "provider_unreachable",
  "provider_tls",
  "provider_error",
  "bad_provider_response",
  "truncated",
  "stalled",
  "overloaded",
  "timeout",
  "no_target",
  "cancelled",
  "internal",
] as const;

export type ErrorKind = (typeof errorKinds)[number];

export interface ErrorObject {
  kind: string; // an ErrorKind; a newer server may know more
  message: string;
  origin?: string | null;
  provider?: string | null;
  model?: string | null;
  status?: number | null;
  provider_status?: number | null;
  provider_code?: string | null;
  param?: string | null;
  retryable?: boolean;
  retry_after_ms?: number | null;
  causes?: ErrorObject[];
}

export type ModelState = "unloaded" | "loading" | "loaded" | "unknown";

export interface Model {
  id: string;
  owned_by: string;
  patchbay: { provider: string; kind: string; local: boolean; state: ModelState; size_bytes: number | null };
}

export interface Provider {
  name: string;
  kind: string;
  local: boolean;
  managed: boolean;
  state: "stopped" | "starting" | "ready" | "failed" | "unknown" | "missing";
  detail: string;
}

export interface Status {
  version: string;
  providers: Provider[];
}

export interface Usage {
  input: number | null;
  output: number | null;
  reasoning: number | null;
  cached: number | null;
}

export interface Timings {
  first_token_ms: number | null;
  total_ms: number | null;
}

export interface Warning {
  kind: string;
  feature?: string;
  detail?: string;
}

export type MessageStatus = "streaming" | "done" | "stopped" | "failed";

export interface Message {
  id: string;
  role: "user" | "assistant" | "system";
  text: string;
  reasoning: string;
  status: MessageStatus;
  model: string;
  provider: string;
  created_at: number;
  run_id: string | null;
  finish_reason: string | null;
  error: ErrorObject | null;
  usage: Usage | null;
  timings: Timings | null;
  warnings: Warning[] | null;
}

export interface ConversationSummary {
  id: string;
  title: string;
  model: string;
  created_at: number;
  updated_at: number;
}

export interface ConversationList {
  data: ConversationSummary[];
  last_event_id: number;
}

export interface Conversation {
  id: string;
  title: string;
  model: string;
  messages: Message[];
  last_event_id: number;
}

export type RunRequest =
  | { conversation_id: string | null; model: string; text: string }
  | { conversation_id: string; model: string; regenerate: string }
  | { conversation_id: string; model: string; replace: string; text: string };

export interface RunAccepted {
  run_id: string;
  conversation_id: string;
  user_message: Message | null;
  assistant_message: Message;
}

// One server-sent event, its name as `type` and the id of the stream as `id`.
export type ServerEvent = { id: number } & (
  | { type: "run.started"; run_id: string; conversation_id: string; message: Message }
  | {
      type: "run.delta";
      run_id: string;
      conversation_id: string;
      message_id: string;
      kind: "text" | "reasoning";
      offset: number; // UTF-16 code units of that kind before this delta
      delta: string;
    }
  | { type: "run.finished"; run_id: string; conversation_id: string; message: Message }
  | ({ type: "conversation.changed"; summary: ConversationSummary })
  | { type: "conversation.deleted"; conversation_id: string }
  | { type: "models.changed" }
  | { type: "providers.changed"; providers: Provider[] }
  | { type: "reset" }
);
