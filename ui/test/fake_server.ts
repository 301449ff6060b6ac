// A page whose server is a table of answers, whose event stream is pushed by hand and whose frames pass when the test says so.
import { vi } from "vitest";
import type { Endpoints } from "@/api/endpoints";
import { RequestFailed } from "@/api/http";
import type { RunAccepted } from "@/api/types";
import type { Scheduler } from "@/state/event_queue";
import { createPage } from "@/state/page";
import { createPreferences } from "@/state/preferences";
import { asked, conversation, failure, model, status, streaming } from "./samples";

export class FakeEventSource {
  static opened: FakeEventSource[] = [];
  static get last(): FakeEventSource {
    return FakeEventSource.opened.at(-1)!;
  }

  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  readonly url: string;
  private readonly listeners = new Map<string, (event: { data: string; lastEventId: string }) => void>();

  constructor(url: string) {
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  addEventListener(type: string, listener: (event: { data: string; lastEventId: string }) => void): void {
    this.listeners.set(type, listener);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.onerror?.();
  }

  send(id: number, type: string, data: unknown): void {
    this.listeners.get(type)!({ data: JSON.stringify(data), lastEventId: String(id) });
  }

  close(): void {
    this.closed = true;
  }
}

export class ManualScheduler implements Scheduler {
  frames: (() => void)[] = [];
  timers: { run: () => void; milliseconds: number }[] = [];

  frame = (run: () => void) => void this.frames.push(run);
  later = (run: () => void, milliseconds: number) => void this.timers.push({ run, milliseconds });

  passFrame(): void {
    this.frames.splice(0).forEach((run) => run());
  }

  passTimers(): void {
    this.timers.splice(0).forEach(({ run }) => run());
  }
}

export function refused(status: number, kind: string): RequestFailed {
  return new RequestFailed(failure(kind), status);
}

export const accepted: RunAccepted = {
  run_id: "run1",
  conversation_id: "c1",
  user_message: asked("u1", "Hello"),
  assistant_message: streaming("a1"),
};

export function fakePage() {
  FakeEventSource.opened = [];
  const scheduler = new ManualScheduler();
  const endpoints = {
    models: vi.fn<Endpoints["models"]>(async () => [model("local/tiny"), model("acme/big")]),
    status: vi.fn<Endpoints["status"]>(async () => status),
    conversations: vi.fn<Endpoints["conversations"]>(async () => ({ data: [], last_event_id: 7 })),
    conversation: vi.fn<Endpoints["conversation"]>(async (id) => conversation(id, [])),
    rename: vi.fn<Endpoints["rename"]>(async (id, title) => ({ id, title, model: "local/tiny", created_at: 1, updated_at: 2 })),
    remove: vi.fn<Endpoints["remove"]>(async () => undefined),
    startRun: vi.fn<Endpoints["startRun"]>(async () => structuredClone(accepted)),
    stopRun: vi.fn<Endpoints["stopRun"]>(async () => undefined),
  };
  const preferences = createPreferences();
  const page = createPage({
    endpoints,
    preferences,
    scheduler,
    createEventSource: (url) => new FakeEventSource(url) as unknown as EventSource,
    now: () => 9_000,
  });
  return { page, endpoints, scheduler, preferences, state: () => page.store.getState() };
}

export async function connectedPage() {
  const fake = fakePage();
  await fake.page.resync();
  FakeEventSource.last.open();
  await vi.waitFor(() => {
    if (!fake.state().models || !fake.state().version) throw new Error("not fetched yet");
  });
  return fake;
}
