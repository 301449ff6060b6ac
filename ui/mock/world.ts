// The mock's memory: conversations, models, runs and the one event stream, kept to the page's API and nothing else.
import type { Conversation, ErrorObject, Message, Model, Provider, RunAccepted, RunRequest } from "../src/api/types.ts";
import { type Script, scriptFor } from "./scripts.ts";

interface StoredEvent {
  id: number;
  type: string;
  data: unknown;
}

type Listener = (event: StoredEvent) => void;
type StoredConversation = Conversation & { created_at: number; updated_at: number };

export interface WorldOptions {
  models: Model[];
  providers: Provider[];
  paceMs: number; // between two deltas
}

export class World {
  readonly conversations = new Map<string, StoredConversation>();
  readonly listeners = new Set<Listener>();
  readonly events: StoredEvent[] = [];
  readonly runs = new Map<string, () => void>();
  models: Model[];
  providers: Provider[];
  paceMs: number;
  session = true;
  private lastId = 0;

  constructor({ models, providers, paceMs }: WorldOptions) {
    this.models = models;
    this.providers = providers;
    this.paceMs = paceMs;
  }

  id(prefix: string): string {
    return `${prefix}_${(++this.lastId).toString(36).padStart(4, "0")}`;
  }

  get lastEventId(): number {
    return this.events.at(-1)?.id ?? 0;
  }

  emit(type: string, data: unknown): void {
    const event = { id: this.lastEventId + 1, type, data: structuredClone(data) };
    this.events.push(event);
    for (const listener of this.listeners) listener(event);
  }

  summary({ id, title, model, created_at, updated_at }: StoredConversation) {
    return { id, title, model, created_at, updated_at };
  }

  setModelState(model: string, state: Model["patchbay"]["state"]): void {
    this.models = this.models.map((entry) => (entry.id === model ? { ...entry, patchbay: { ...entry.patchbay, state } } : entry));
    this.emit("models.changed", {});
  }

  start(request: RunRequest): RunAccepted | ErrorObject {
    if ("text" in request && request.text.startsWith("/refuse")) return refusal(request.model);
    const conversation = request.conversation_id === null ? this.newConversation(request) : this.conversations.get(request.conversation_id);
    if (!conversation) return { kind: "not_found", origin: "client", message: "There is no such conversation." };
    this.cutFrom(conversation, "regenerate" in request ? request.regenerate : "replace" in request ? request.replace : null);
    const user = "text" in request ? this.message(request, "user", request.text) : null;
    const run_id = this.id("run");
    const assistant: Message = { ...this.message(request, "assistant", ""), status: "streaming", run_id };
    conversation.messages.push(...(user ? [user] : []), assistant);
    conversation.model = request.model;
    this.touch(conversation);
    this.emit("run.started", { run_id, conversation_id: conversation.id, message: assistant });
    const prompt = conversation.messages.findLast(({ role }) => role === "user")?.text ?? "";
    this.play(conversation, assistant, scriptFor(prompt, request.model));
    return { run_id, conversation_id: conversation.id, user_message: user, assistant_message: structuredClone(assistant) };
  }

  touch(conversation: StoredConversation): void {
    conversation.updated_at = Date.now();
    this.emit("conversation.changed", this.summary(conversation));
  }

  private newConversation(request: RunRequest): StoredConversation {
    const id = this.id("conv");
    const title = "text" in request ? request.text.slice(0, 60) : "";
    const conversation = { id, title, model: request.model, messages: [], last_event_id: 0, created_at: Date.now(), updated_at: Date.now() };
    this.conversations.set(id, conversation);
    return conversation;
  }

  private cutFrom(conversation: StoredConversation, id: string | null): void {
    const index = conversation.messages.findIndex((message) => message.id === id);
    if (index >= 0) conversation.messages.splice(index);
  }

  private message({ model }: { model: string }, role: Message["role"], text: string): Message {
    const empty = { reasoning: "", run_id: null, finish_reason: null, error: null, usage: null, timings: null, warnings: [] };
    return { id: this.id("msg"), role, text, status: "done", model, provider: model.split("/")[0]!, created_at: Date.now(), ...empty };
  }

  private play(conversation: StoredConversation, message: Message, script: Script): void {
    const { run_id } = message as { run_id: string };
    const started = Date.now();
    let firstToken: number | null = null;
    let step = 0;
    let timer: NodeJS.Timeout;
    const place = { run_id, conversation_id: conversation.id };

    const finish = (status: Message["status"], error: ErrorObject | null) => {
      clearTimeout(timer);
      this.runs.delete(run_id);
      const tokens = script.pieces.slice(0, step).length;
      Object.assign(message, {
        status,
        error,
        finish_reason: status === "done" ? "stop" : null,
        usage: script.usage === "unknown" ? null : { input: 24, output: tokens, reasoning: script.pieces.filter(({ kind }) => kind === "reasoning").length, cached: 0 },
        timings: { first_token_ms: firstToken, total_ms: Date.now() - started },
      });
      this.emit("run.finished", { ...place, message });
      this.touch(conversation);
    };

    const next = () => {
      const piece = script.pieces[step];
      if (!piece) return finish(script.error ? "failed" : "done", script.error);
      firstToken ??= Date.now() - started;
      step += 1;
      const offset = message[piece.kind].length;
      message[piece.kind] += piece.text;
      this.emit("run.delta", { ...place, message_id: message.id, kind: piece.kind, offset, delta: piece.text });
      timer = setTimeout(next, this.paceMs);
    };

    this.runs.set(run_id, () => finish("stopped", null));
    const model = this.models.find(({ id }) => id === message.model);
    const unloaded = model?.patchbay.state === "unloaded";
    if (unloaded) this.setModelState(message.model, "loading");
    timer = setTimeout(
      () => {
        if (unloaded) this.setModelState(message.model, "loaded");
        next();
      },
      unloaded ? script.delayMs + 1200 : script.delayMs,
    );
  }
}

function refusal(model: string): ErrorObject {
  return { kind: "invalid_request", origin: "client", model, status: 400, param: "text", message: "The mock refuses what begins with /refuse." };
}
