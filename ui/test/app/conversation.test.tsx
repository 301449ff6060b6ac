import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { accepted, refused } from "../fake_server";
import { asked, conversation, failure, message, streaming, summary } from "../samples";
import { onStage } from "./on_stage";

const place = { run_id: "run1", conversation_id: "c1" };

async function inConversation(last = message("a1", { text: "An answer.", finish_reason: "stop" })) {
  location.hash = "#/c/c1";
  return onStage(({ endpoints }) => {
    endpoints.conversations.mockResolvedValue({ data: [summary("c1")], last_event_id: 7 });
    endpoints.conversation.mockResolvedValue(conversation("c1", [asked("u1", "A question"), last], 7));
  });
}

describe("sending", () => {
  test("with Enter starts a run with the chosen model, empties the box and keeps the focus there", async () => {
    const { user, box, endpoints } = await onStage();
    await user.type(box(), "Hello{Enter}");
    expect(endpoints.startRun).toHaveBeenCalledWith({ conversation_id: null, model: "local/tiny", text: "Hello" });
    expect(box().value).toBe("");
    expect(document.activeElement).toBe(box());
    expect(location.hash).toBe("#/c/c1");
  });

  test("does not happen with Shift+Enter, nor with nothing to say", async () => {
    const { user, box, endpoints } = await onStage();
    await user.type(box(), "  {Enter}");
    await user.type(box(), "one{Shift>}{Enter}{/Shift}two");
    expect(endpoints.startRun).not.toHaveBeenCalled();
    expect(box().value).toBe("  one\ntwo");
  });

  test("an example asks at once", async () => {
    const { user, endpoints } = await onStage();
    await user.click(screen.getByRole("button", { name: /Write some code/ }));
    expect(endpoints.startRun.mock.calls[0]![0]).toMatchObject({ text: expect.stringContaining("palindrome") });
  });

  test("that is refused keeps the text and says why; Retry sends what stands there then", async () => {
    const { user, box, endpoints } = await onStage(({ endpoints }) => {
      endpoints.startRun.mockRejectedValueOnce(refused(503, "overloaded"));
    });
    await user.type(box(), "Hello{Enter}");
    expect(within(await screen.findByRole("alert")).getByText(/overloaded\.$/)).toBeTruthy();
    expect(box().value).toBe("Hello");
    await user.type(box(), " again");
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(endpoints.startRun.mock.lastCall![0]).toMatchObject({ text: "Hello again" });
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });
});

describe("a reply", () => {
  test("streams in, is stopped with Esc, and says so", async () => {
    const { user, box, push, endpoints } = await onStage();
    await user.type(box(), "Hello{Enter}");
    expect(screen.getByText("Waiting for the first token")).toBeTruthy();
    await push(9, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 0, delta: "Well" });
    await screen.findByText("Well");
    await user.keyboard("{Escape}");
    expect(endpoints.stopRun).toHaveBeenCalledWith("run1");
    await push(10, "run.finished", { ...place, message: { ...accepted.assistant_message, text: "Well", status: "stopped" } });
    expect(screen.getByText("stopped by you")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Send" })).toBeTruthy();
  });

  test("announces its blocks, not its tokens, and its end", async () => {
    const { user, box, push } = await onStage();
    await user.type(box(), "Hello{Enter}");
    const live = document.querySelector('[aria-live="polite"].sr-only')!;
    await push(9, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 0, delta: "One whole block.\n\nHalf a" });
    expect(live.textContent).toBe("One whole block.");
    await push(10, "run.finished", { ...place, message: message("a1", { text: "One whole block.\n\nHalf a block.", finish_reason: "stop" }) });
    expect(live.textContent).toBe("One whole block.Half a block.The reply is finished.");
  });

  test("can be asked for again", async () => {
    const { user, endpoints } = await inConversation();
    await user.click(await screen.findByRole("button", { name: "Regenerate" }));
    expect(endpoints.startRun).toHaveBeenCalledWith({ conversation_id: "c1", model: "local/tiny", regenerate: "a1" });
  });

  test("that failed keeps its text and stands above its error, whose Retry asks again", async () => {
    const { user, endpoints } = await inConversation(message("a1", { text: "Half a", status: "failed", error: failure("truncated", { provider: "acme" }) }));
    expect(await screen.findByText("Half a")).toBeTruthy();
    const alert = screen.getByRole("alert");
    expect(within(alert).getByText("The connection to acme ended in the middle of the reply.")).toBeTruthy();
    await user.click(within(alert).getByRole("button", { name: "Details" }));
    expect(within(alert).getByText("It was truncated.")).toBeTruthy();
    await user.click(within(alert).getByRole("button", { name: "Retry" }));
    expect(endpoints.startRun.mock.calls[0]![0]).toMatchObject({ regenerate: "a1" });
  });

  test("that may be asked for again only later counts down", async () => {
    await inConversation(message("a1", { status: "failed", created_at: Date.now(), error: failure("rate_limited", { retry_after_ms: 65_000 }) }));
    expect(await screen.findByRole<HTMLButtonElement>("button", { name: /^Retry in (1:0[0-5]|0:[0-5]\d)$/ })).toHaveProperty("disabled", true);
  });

  test("that is empty is an error, too", async () => {
    await inConversation(message("a1", { finish_reason: "stop" }));
    expect(await screen.findByText("tiny returned nothing.")).toBeTruthy();
  });
});

describe("reasoning", () => {
  const thinking = streaming("a1");
  const text = "Let me think.";

  test("is open while it streams, and folds when the answer begins", async () => {
    const { push } = await inConversation({ ...thinking, reasoning: text });
    expect((await screen.findByRole("button", { name: /Thinking/ })).getAttribute("aria-expanded")).toBe("true");
    await push(8, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 0, delta: "So" });
    expect(screen.getByRole("button", { name: /Reasoning/ }).getAttribute("aria-expanded")).toBe("false");
  });

  test("stays as the reader wants it", async () => {
    const { user, push } = await inConversation({ ...thinking, reasoning: text });
    await user.click(await screen.findByRole("button", { name: /Thinking/ }));
    await user.click(screen.getByRole("button", { name: /Thinking/ }));
    await push(8, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 0, delta: "So" });
    expect(screen.getByRole("button", { name: /Reasoning/ }).getAttribute("aria-expanded")).toBe("true");
  });
});

describe("the last question", () => {
  test("can be edited and sent again in its place", async () => {
    const { user, endpoints } = await inConversation();
    await user.click(await screen.findByRole("button", { name: "Edit and send again" }));
    const editor = screen.getByRole("textbox", { name: "Message text" });
    expect(document.activeElement).toBe(editor);
    await user.clear(editor);
    await user.type(editor, "Better{Enter}");
    expect(endpoints.startRun).toHaveBeenCalledWith({ conversation_id: "c1", model: "local/tiny", replace: "u1", text: "Better" });
  });

  test("is left alone after Esc, which stops nothing else", async () => {
    const { user, endpoints } = await inConversation();
    await user.click(await screen.findByRole("button", { name: "Edit and send again" }));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("textbox", { name: "Message text" })).toBeNull();
    expect(endpoints.stopRun).not.toHaveBeenCalled();
  });
});

test("a conversation that cannot be fetched says so and can be fetched again", async () => {
  location.hash = "#/c/c1";
  const { user, endpoints } = await onStage(({ endpoints }) => {
    endpoints.conversation.mockRejectedValue(refused(404, "not_found"));
  });
  expect(await screen.findByText("That is no longer there.")).toBeTruthy();
  endpoints.conversation.mockResolvedValue(conversation("c1", [asked("u1", "Found again")], 7));
  await user.click(screen.getByRole("button", { name: "Retry" }));
  expect(await screen.findByText("Found again")).toBeTruthy();
});
