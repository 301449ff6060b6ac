// @vitest-environment node
import { expect, test } from "vitest";
import { endingInWords, fullReceipt, shortReceipt, speed } from "@/conversation/receipt_words";
import { message } from "../samples";

const measured = message("a1", {
  finish_reason: "stop",
  usage: { input: 1234, output: 101, reasoning: null, cached: 0 },
  timings: { first_token_ms: 420, total_ms: 2420 },
});
const texts = (one: typeof measured) => shortReceipt(one).map(({ text }) => text);

test("what was measured is said", () => {
  expect(texts(measured)).toEqual(["1,234 in", "101 out", "first token 420 ms", "50 tok/s", "finished"]);
});

test("what nobody measured is unknown, never zero", () => {
  expect(texts(message("a1"))).toEqual(["tokens unknown", "first token unknown", "speed unknown", "ending unknown"]);
  expect(fullReceipt(measured)).toContainEqual({ label: "of these reasoning", value: "unknown" });
  expect(fullReceipt(measured)).toContainEqual({ label: "of these cached", value: "0" });
});

test("speed counts from the first token, and only if there is something to count", () => {
  expect(speed({ ...measured, timings: { first_token_ms: 420, total_ms: 420 } })).toBe("unknown");
  expect(speed({ ...measured, usage: { input: 1, output: 1, reasoning: null, cached: null } })).toBe("unknown");
  expect(speed({ ...measured, timings: { first_token_ms: 0, total_ms: 20_000 } })).toBe("5.0 tok/s");
});

test.each([
  [{ status: "stopped" as const }, "stopped by you"],
  [{ status: "failed" as const }, "failed"],
  [{ finish_reason: "length" }, "cut at the length limit"],
  [{ finish_reason: "brand_new" }, "brand_new"],
])("the ending of %j is %s", (changes, words) => {
  expect(endingInWords(message("a1", changes))).toBe(words);
});

test("warnings are in the full receipt", () => {
  const warned = message("a1", { warnings: [{ kind: "unsupported", feature: "seed", detail: "not sent" }] });
  expect(fullReceipt(warned).at(-1)).toEqual({ label: "Note: unsupported", value: "seed: not sent" });
});
