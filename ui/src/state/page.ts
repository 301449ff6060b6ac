// The page as one object: its state, what people can do to it, and its connection to the server. Components only read the store and call
// these functions.
import { createStore } from "zustand/vanilla";
import type { Endpoints } from "@/api/endpoints";
import type { EventSourceFactory } from "@/api/event_stream";
import { asRequestFailed } from "@/api/http";
import type { RunRequest, ServerEvent } from "@/api/types";
import { applyAccepted } from "./apply_accepted";
import { applyEvents, applySnapshot, type Applied, type Effect, withoutConversation, withSummary } from "./apply_event";
import { createConnection } from "./connection";
import { EventQueue, type Scheduler, browserScheduler } from "./event_queue";
import { createNotices } from "./notices";
import { emptyThread, initialState, newThreadKey, type PageState, withoutKey, withThread } from "./page_state";
import { draftAccepted, draftRefused, draftSent, forgetThread, type PreferenceStore } from "./preferences";

export interface PageDependencies {
  endpoints: Endpoints;
  preferences: PreferenceStore;
  createEventSource?: EventSourceFactory;
  scheduler?: Scheduler;
  now?: () => number;
}

export type Page = ReturnType<typeof createPage>;

export function createPage({ endpoints, preferences, createEventSource, scheduler = browserScheduler, now = Date.now }: PageDependencies) {
  const store = createStore<PageState>(() => initialState);
  const notices = createNotices();
  const queue = new EventQueue((events: ServerEvent[]) => settle(applyEvents(store.getState(), events)), scheduler);
  const connection = createConnection({ store, endpoints, queue, createEventSource, scheduler, openThreadId: () => openId, refetchThread });
  const latestFetch = new Map<string, symbol>(); // by conversation: only the last fetch begun may deliver a snapshot
  let openId: string | null = null;

  function settle({ state, effects }: Applied): void {
    store.setState(state, true);
    effects.forEach(perform);
  }

  function perform(effect: Effect): void {
    if (effect.type === "refetchThread") void refetchThread(effect.id);
    else if (effect.type === "refetchModels") void connection.refreshModels();
    else void connection.resync();
  }

  // The first visit of a conversation loads it; later ones find it up to date, because events keep it so.
  function openThread(id: string | null): void {
    openId = id;
    if (id === null) return;
    const thread = store.getState().threads[id];
    if (!thread || thread.load === "failed") void refetchThread(id);
  }

  async function refetchThread(id: string): Promise<void> {
    const fetch = Symbol(id);
    latestFetch.set(id, fetch);
    const before = store.getState().threads[id] ?? emptyThread(id);
    const load = before.load === "ready" ? "ready" : "loading";
    store.setState(withThread(store.getState(), { ...before, load, backlog: before.backlog ?? [] }), true);
    try {
      const conversation = await endpoints.conversation(id);
      if (latestFetch.get(id) === fetch && store.getState().threads[id]) settle(applySnapshot(store.getState(), conversation));
    } catch (cause) {
      if (latestFetch.get(id) === fetch) threadFailed(id, cause);
    }
  }

  function threadFailed(id: string, cause: unknown): void {
    const failed = asRequestFailed(cause);
    if (failed.needsSession) return connection.sessionMissing();
    const thread = store.getState().threads[id];
    if (thread) store.setState(withThread(store.getState(), { ...thread, load: "failed", error: failed.error, backlog: null }), true);
  }

  // Resolves to the conversation's id once the server has accepted, null when it has refused (the outbox then says why).
  async function startRun(key: string, request: RunRequest): Promise<string | null> {
    if (store.getState().outbox[key]?.state === "sending") return null;
    const ownText = "text" in request && !("replace" in request) ? request.text : null;
    if (ownText !== null) draftSent(preferences, key, ownText);
    setOutgoing(key, { request, state: "sending", error: null });
    const release = queue.hold();
    try {
      const accepted = await endpoints.startRun(request);
      draftAccepted(preferences, key);
      store.setState(applyAccepted(store.getState(), key, request, accepted, now()), true);
      return accepted.conversation_id;
    } catch (cause) {
      const failed = asRequestFailed(cause);
      if (ownText !== null) draftRefused(preferences, key);
      setOutgoing(key, { request, state: "failed", error: failed.error });
      if (failed.needsSession) connection.sessionMissing();
      return null;
    } finally {
      release();
    }
  }

  function setOutgoing(key: string, outgoing: PageState["outbox"][string]): void {
    store.setState(({ outbox }) => ({ outbox: { ...outbox, [key]: outgoing } }));
  }

  function dismissOutgoing(key: string): void {
    store.setState(({ outbox }) => ({ outbox: withoutKey(outbox, key) }));
  }

  async function stopRun(conversationId: string): Promise<void> {
    const runId = store.getState().running[conversationId];
    if (!runId) return;
    try {
      await endpoints.stopRun(runId);
    } catch (cause) {
      // The run may have ended by itself meanwhile: the conversation tells.
      if (asRequestFailed(cause).status === 404) return void refetchThread(conversationId);
      report("The reply could not be stopped.", cause);
    }
  }

  async function rename(id: string, title: string): Promise<void> {
    try {
      const summary = await endpoints.rename(id, title);
      store.setState(withSummary(store.getState(), summary), true);
    } catch (cause) {
      report("The conversation could not be renamed.", cause);
    }
  }

  // Hides the conversation at once and deletes it when the notice closes without an undo.
  function remove(id: string): void {
    store.setState(({ hidden }) => ({ hidden: { ...hidden, [id]: true } }));
    const show = () => store.setState(({ hidden }) => ({ hidden: withoutKey(hidden, id) as Record<string, true> }));
    notices.show({
      text: "Conversation deleted",
      action: { label: "Undo", run: show },
      expired: () => void removeNow(id).catch((cause: unknown) => (show(), report("The conversation could not be deleted.", cause))),
    });
  }

  async function removeNow(id: string): Promise<void> {
    await endpoints.remove(id).catch((cause: unknown) => {
      if (asRequestFailed(cause).status !== 404) throw cause;
    });
    forgetThread(preferences, id);
    store.setState(withoutConversation(store.getState(), id), true);
  }

  function report(text: string, cause: unknown): void {
    const failed = asRequestFailed(cause);
    if (failed.needsSession) return connection.sessionMissing();
    notices.show({ text: `${text} ${failed.error.message}` });
  }

  return {
    store,
    preferences,
    notices,
    openThread,
    refetchThread,
    startRun,
    dismissOutgoing,
    stopRun,
    rename,
    remove,
    refreshModels: connection.refreshModels,
    resync: connection.resync,
    checkServer: connection.check,
    close: connection.close,
    newThreadKey,
  };
}
