// What the page shows once the server has accepted a run: the new messages take their place, replaced ones go.
import type { ConversationSummary, RunAccepted, RunRequest } from "@/api/types";
import { emptyThread, type PageState, type Thread, withoutKey, withThread } from "./page_state";

export function applyAccepted(state: PageState, key: string, request: RunRequest, accepted: RunAccepted, now: number): PageState {
  const { conversation_id: id, run_id } = accepted;
  const next = {
    ...state,
    conversations: withProvisionalSummary(state.conversations, request, accepted, now),
    running: { ...state.running, [id]: run_id },
    outbox: withoutKey(state.outbox, key),
  };
  const before = request.conversation_id === null ? { ...emptyThread(id), load: "ready" as const } : state.threads[id];
  if (before?.load !== "ready") return next; // the fetch that is still to come brings the messages
  return withThread(next, withAcceptedMessages({ ...before, model: request.model }, request, accepted));
}

function withAcceptedMessages(thread: Thread, request: RunRequest, accepted: RunAccepted): Thread {
  const added = [accepted.user_message, accepted.assistant_message].filter((message) => message !== null);
  const addedIds = added.map((message) => message.id);
  const kept = thread.order.slice(0, keptLength(thread, request)).filter((id) => !addedIds.includes(id));
  const messages = Object.fromEntries(kept.map((id) => [id, thread.messages[id]!]));
  for (const message of added) messages[message.id] = message;
  return { ...thread, order: [...kept, ...addedIds], messages };
}

// A regenerated or replaced message goes, and everything after it.
function keptLength(thread: Thread, request: RunRequest): number {
  const from = "regenerate" in request ? request.regenerate : "replace" in request ? request.replace : null;
  const index = from === null ? -1 : thread.order.indexOf(from);
  return index < 0 ? thread.order.length : index;
}

// Stands in the list until the server's own conversation.changed arrives.
function withProvisionalSummary(
  conversations: ConversationSummary[] | null,
  request: RunRequest,
  { conversation_id: id }: RunAccepted,
  now: number,
): ConversationSummary[] | null {
  if (!conversations || conversations.some((conversation) => conversation.id === id)) return conversations;
  const title = "text" in request ? request.text.trim().split("\n")[0]!.slice(0, 60) : "";
  return [{ id, title, model: request.model, created_at: now, updated_at: now }, ...conversations];
}
