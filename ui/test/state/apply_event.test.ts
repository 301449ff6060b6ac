// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { ServerEvent } from "@/api/types";
import { applyEvent, applyEvents, applySnapshot } from "@/state/apply_event";
import { initialState, type PageState } from "@/state/page_state";
import { asked, conversation, message, streaming, summary } from "../samples";

const place = { run_id: "run1", conversation_id: "c1" };

function delta(id: number, offset: number, text: string, kind: "text" | "reasoning" = "text"): ServerEvent {
  return { id, type: "run.delta", ...place, message_id: "a1", kind, offset, delta: text };
}

function withConversation(text = "", asOf = 10): PageState {
  return applySnapshot(initialState, conversation("c1", [asked("u1", "Hi"), streaming("a1", text)], asOf)).state;
}

const textOf = (state: PageState) => state.threads.c1!.messages.a1!.text;

describe("deltas", () => {
  test("are appended in order, each kind to its own text", () => {
    const { state, effects } = applyEvents(withConversation(), [delta(11, 0, "mm", "reasoning"), delta(12, 0, "Hel"), delta(13, 3, "lo")]);
    expect(textOf(state)).toBe("Hello");
    expect(state.threads.c1!.messages.a1!.reasoning).toBe("mm");
    expect(effects).toEqual([]);
  });

  test("that overlap are trimmed", () => {
    expect(textOf(applyEvent(withConversation("Hello"), delta(11, 3, "lo, you")).state)).toBe("Hello, you");
  });

  test("that are wholly known change nothing, not even the identity of the state's parts", () => {
    const before = withConversation("Hello");
    expect(applyEvent(before, delta(11, 0, "Hello")).state.threads).toBe(before.threads);
  });

  test("are counted in UTF-16 code units", () => {
    expect(textOf(applyEvents(withConversation(), [delta(11, 0, "👍"), delta(12, 2, "🏽!")]).state)).toBe("👍🏽!");
  });

  test("up to the snapshot's event are skipped", () => {
    expect(textOf(applyEvent(withConversation("Hello", 10), delta(10, 5, " twice")).state)).toBe("Hello");
  });

  test("after a gap ask for the conversation once, and everything that follows waits", () => {
    const { state, effects } = applyEvents(withConversation("He"), [delta(12, 3, "lo"), delta(13, 5, "!"), delta(14, 6, "?")]);
    expect(textOf(state)).toBe("He");
    expect(effects).toEqual([{ type: "refetchThread", id: "c1" }]);
    expect(state.threads.c1!.backlog).toHaveLength(3);
  });

  test("that waited are applied to the snapshot that closes the gap, without doubling", () => {
    const { state } = applyEvents(withConversation("He"), [delta(12, 3, "lo"), delta(13, 5, "!"), delta(14, 6, "?")]);
    const fetched = conversation("c1", [asked("u1", "Hi"), streaming("a1", "Hello!")], 13);
    const closed = applySnapshot(state, fetched);
    expect(textOf(closed.state)).toBe("Hello!?");
    expect(closed.effects).toEqual([]);
    expect(closed.state.threads.c1!.backlog).toBeNull();
  });

  test("for a conversation that nobody opened are ignored", () => {
    const applied = applyEvent(initialState, delta(1, 0, "x"));
    expect(applied.state.threads).toEqual({});
    expect(applied.effects).toEqual([]);
  });

  test("leave the other messages' objects alone, so that only one message renders again", () => {
    const before = withConversation();
    const after = applyEvent(before, delta(11, 0, "Hello")).state;
    expect(after.threads.c1!.messages.u1).toBe(before.threads.c1!.messages.u1);
    expect(after.threads.c1!.order).toBe(before.threads.c1!.order);
  });
});

describe("runs", () => {
  test("that start are marked as running, also in conversations that are not open", () => {
    const { state } = applyEvent(initialState, { id: 1, type: "run.started", ...place, message: streaming("a1") });
    expect(state.running).toEqual({ c1: "run1" });
  });

  test("that finish bring the complete message and end the mark", () => {
    const done = message("a1", { text: "Hello.", finish_reason: "stop", run_id: "run1" });
    const { state } = applyEvent(withConversation("Hel"), { id: 11, type: "run.finished", ...place, message: done });
    expect(state.threads.c1!.messages.a1).toEqual(done);
    expect(state.running).toEqual({});
  });

  test("of another window, with messages that this one lacks, fetch the conversation", () => {
    const started: ServerEvent = { id: 11, type: "run.started", run_id: "run2", conversation_id: "c1", message: streaming("a2", "", "run2") };
    expect(applyEvent(withConversation(), started).effects).toEqual([{ type: "refetchThread", id: "c1" }]);
  });

  test("in a snapshot are marked as running: a reload in mid-stream can be stopped", () => {
    expect(withConversation("Hel").running).toEqual({ c1: "run1" });
  });
});

describe("everything else", () => {
  test("a changed conversation is listed once, with its new title", () => {
    const first = applyEvent({ ...initialState, conversations: [summary("c1"), summary("c2")] }, { id: 1, type: "conversation.changed", summary: { ...summary("c2"), title: "New" } });
    expect(first.state.conversations?.map(({ id, title }) => [id, title])).toEqual([["c2", "New"], ["c1", "Title of c1"]]);
  });

  test("a deleted conversation is gone from everywhere", () => {
    const before = { ...withConversation(), conversations: [summary("c1")], hidden: { c1: true as const } };
    const { state } = applyEvent(before, { id: 11, type: "conversation.deleted", conversation_id: "c1" });
    expect([state.conversations, state.threads, state.running, state.hidden]).toEqual([[], {}, {}, {}]);
  });

  test("changed models and a reset say what to fetch", () => {
    expect(applyEvent(initialState, { id: 1, type: "models.changed" }).effects).toEqual([{ type: "refetchModels" }]);
    expect(applyEvent(initialState, { id: 1, type: "reset" }).effects).toEqual([{ type: "resync" }]);
  });
});
