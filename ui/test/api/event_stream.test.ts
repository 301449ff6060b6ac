// @vitest-environment node
import { expect, test } from "vitest";
import { readEvent } from "@/api/event_stream";
import { summary } from "../samples";

test("a delta keeps its fields and takes the stream's id", () => {
  const data = { run_id: "r", conversation_id: "c", message_id: "m", kind: "text", offset: 3, delta: "x" };
  expect(readEvent("run.delta", JSON.stringify(data), "42")).toEqual({ id: 42, type: "run.delta", ...data });
});

test("a deleted conversation's id is not taken for the event's", () => {
  expect(readEvent("conversation.deleted", '{"id":"c1"}', "43")).toEqual({ id: 43, type: "conversation.deleted", conversation_id: "c1" });
});

test("a changed conversation is a summary", () => {
  expect(readEvent("conversation.changed", JSON.stringify(summary("c1")), "44")).toEqual({ id: 44, type: "conversation.changed", summary: summary("c1") });
});

test("events that say only that something happened may come without data", () => {
  expect(readEvent("reset", "", "45")).toEqual({ id: 45, type: "reset" });
  expect(readEvent("models.changed", "{}", "46")).toEqual({ id: 46, type: "models.changed" });
});
