// Keeps the page in step with the server: the first fetch, the event stream, and starting over when either breaks.
//
//   connecting --list fetched, stream open--> open --dropped--> interrupted --EventSource reconnects--> open
//   any --stream refused, or reset--> connecting (everything fetched again, with growing pauses while that fails)
//   any --401--> session missing, until check() succeeds
import type { StoreApi } from "zustand/vanilla";
import type { Endpoints } from "@/api/endpoints";
import { openEventStream, type EventSourceFactory } from "@/api/event_stream";
import { asRequestFailed } from "@/api/http";
import type { ConversationList } from "@/api/types";
import type { EventQueue, Scheduler } from "./event_queue";
import type { PageState } from "./page_state";

const pauses = [500, 1000, 2000, 4000, 5000];

interface ConnectionDependencies {
  store: StoreApi<PageState>;
  endpoints: Endpoints;
  queue: EventQueue;
  createEventSource: EventSourceFactory | undefined;
  scheduler: Scheduler;
  openThreadId: () => string | null;
  refetchThread: (id: string) => Promise<void>;
}

export function createConnection({ store, endpoints, queue, createEventSource, scheduler, openThreadId, refetchThread }: ConnectionDependencies) {
  let closeStream: (() => void) | null = null;
  let attempt = 0; // of resync; an older one that ends late has no say
  let failures = 0;

  function close(): void {
    closeStream?.();
    closeStream = null;
    queue.clear();
    attempt += 1;
  }

  // Fetches everything that is shown, then listens from there on.
  async function resync(): Promise<void> {
    close();
    const mine = attempt;
    try {
      const list = await endpoints.conversations();
      if (mine !== attempt) return;
      adopt(list);
      listen(list.last_event_id);
    } catch (cause) {
      if (mine === attempt) resyncFailed(cause, mine);
    }
  }

  // The open conversation stays on the screen while it is fetched again; the others are forgotten until they are opened.
  function adopt(list: ConversationList): void {
    const open = openThreadId();
    const thread = open === null ? undefined : store.getState().threads[open];
    store.setState({ session: "present", conversations: list.data, running: {}, threads: thread ? { [thread.id]: thread } : {} });
    if (open !== null) void refetchThread(open);
    void refreshModels();
    void refreshStatus();
  }

  function listen(after: number): void {
    closeStream = openEventStream(
      after,
      {
        open: opened,
        event: (event) => queue.push(event),
        interrupted: () => store.setState({ link: "interrupted" }),
        refused: () => resyncLater(attempt),
      },
      createEventSource,
    );
  }

  function opened(): void {
    failures = 0;
    const wasInterrupted = store.getState().link === "interrupted";
    store.setState({ link: "open" });
    if (!wasInterrupted) return;
    void refreshModels();
    void refreshStatus();
  }

  function resyncFailed(cause: unknown, mine: number): void {
    if (asRequestFailed(cause).needsSession) return sessionMissing();
    resyncLater(mine);
  }

  function resyncLater(mine: number): void {
    store.setState({ link: "interrupted" });
    const pause = pauses[Math.min(failures, pauses.length - 1)]!;
    failures += 1;
    scheduler.later(() => {
      if (mine === attempt) void resync();
    }, pause);
  }

  function sessionMissing(): void {
    close();
    store.setState({ session: "missing" });
  }

  // A cheap look whether the server is there and still knows us, for when the page comes back to the front.
  async function check(): Promise<void> {
    if (store.getState().session === "missing") return resync();
    await refreshStatus();
  }

  async function refreshStatus(): Promise<void> {
    try {
      const { version, providers } = await endpoints.status();
      store.setState({ version, providers });
    } catch (cause) {
      if (asRequestFailed(cause).needsSession) sessionMissing();
      else console.warn("The providers' state could not be fetched; the last known one stays.", cause);
    }
  }

  async function refreshModels(): Promise<void> {
    try {
      store.setState({ models: await endpoints.models(), modelsError: null });
    } catch (cause) {
      store.setState({ modelsError: asRequestFailed(cause).error }); // the last known list stays
    }
  }

  return { resync, close, check, refreshModels, sessionMissing };
}
