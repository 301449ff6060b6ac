import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { FakeEventSource, refused } from "../fake_server";
import { model, summary } from "../samples";
import { media } from "../set_up";
import { onStage } from "./on_stage";

describe("the empty page", () => {
  test.each([
    [model("local/tiny", { state: "loaded" }), "tiny is ready on this machine. Nothing you write leaves it."],
    [model("local/tiny", { state: "unloaded", size_bytes: 98_362_432 }), "loads it into memory (98 MB), which takes a moment."],
    [model("acme/big", { state: "unknown" }), "big answers at acme. What you write leaves this machine."],
  ])("says where words will go and what the first answer takes", async (only, words) => {
    await onStage(({ endpoints }) => endpoints.models.mockResolvedValue([only]));
    expect(await screen.findByText(words, { exact: false })).toBeTruthy();
  });

  test("without models says what to do, with the server's own words", async () => {
    await onStage(({ endpoints }) => {
      endpoints.models.mockResolvedValue([]);
      endpoints.status.mockResolvedValue({
        version: "0.1.0",
        providers: [{ name: "local", kind: "llamacpp", local: true, managed: true, state: "missing", detail: "llama-server was not found." }],
      });
    });
    expect(await screen.findByRole("heading", { name: "No model can answer yet" })).toBeTruthy();
    expect(screen.getByText("llama-server was not found.")).toBeTruthy();
    expect(screen.getByText("patchbay doctor")).toBeTruthy();
  });

  test("is usable before the models are known: the first paint waits for no provider", async () => {
    const { box, user } = await onStage(({ endpoints }) => endpoints.models.mockReturnValue(new Promise(() => {})));
    await user.type(box(), "Already typing");
    expect(box().value).toBe("Already typing");
  });
});

describe("the model picker", () => {
  const three = [model("local/tiny"), model("acme/big"), model("acme/small")];

  test("opens with Ctrl+K, filters by every word, chooses with Enter, and gives the focus back", async () => {
    const { user, box, preferences } = await onStage(({ endpoints }) => endpoints.models.mockResolvedValue(three));
    await user.keyboard("{Control>}k{/Control}");
    const dialog = await screen.findByRole("dialog", { name: "Choose a model" });
    await user.keyboard("acme small");
    expect(within(dialog).getAllByRole("option").map((row) => row.textContent)).toEqual(["smallacmeleaves this machine"]);
    await user.keyboard("{Enter}");
    expect(preferences.getState().model).toBe("acme/small");
    await waitFor(() => expect(document.activeElement).toBe(box()));
    expect(screen.getByText("Goes to acme")).toBeTruthy();
  });

  test("finds by place, and says when nothing is found", async () => {
    const { user } = await onStage(({ endpoints }) => endpoints.models.mockResolvedValue(three));
    await user.keyboard("{Control>}k{/Control}");
    await user.keyboard("on this machine");
    expect((await screen.findAllByRole("option")).map((row) => row.textContent)).toEqual([expect.stringContaining("tiny")]);
    await user.keyboard(" nonsense");
    expect(screen.getByText("No model is called that.")).toBeTruthy();
  });

  test("closes with Esc without stopping a reply", async () => {
    const { user, box, endpoints } = await onStage();
    await user.type(box(), "Hello{Enter}");
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(endpoints.stopRun).not.toHaveBeenCalled();
  });
});

describe("the drawer", () => {
  const two = { data: [summary("c1", Date.now()), summary("c2", Date.now() - 1)], last_event_id: 7 };

  test("lists conversations, marks the open one, and Ctrl+Shift+O begins a new one", async () => {
    location.hash = "#/c/c1";
    const { user, box } = await onStage(({ endpoints }) => endpoints.conversations.mockResolvedValue(two));
    expect((await screen.findByRole("link", { name: "Title of c1" })).getAttribute("aria-current")).toBe("page");
    await user.keyboard("{Control>}{Shift>}o{/Shift}{/Control}");
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("New chat"));
    expect(document.activeElement).toBe(box());
  });

  test("deletes by keyboard, with a way back", async () => {
    const { user } = await onStage(({ endpoints }) => endpoints.conversations.mockResolvedValue(two));
    (await screen.findByRole("button", { name: "Actions for Title of c2" })).focus();
    await user.keyboard("{Enter}{ArrowDown}{Enter}");
    await waitFor(() => expect(screen.queryByRole("link", { name: "Title of c2" })).toBeNull());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(screen.getByRole("link", { name: "Title of c2" })).toBeTruthy();
  });

  test("renames in place", async () => {
    const { user, endpoints } = await onStage(({ endpoints }) => endpoints.conversations.mockResolvedValue(two));
    await user.click(await screen.findByRole("button", { name: "Actions for Title of c1" }));
    await user.click(screen.getByRole("menuitem", { name: "Rename" }));
    const title = await screen.findByRole("textbox", { name: "Title" });
    await user.clear(title);
    await user.type(title, "Better{Enter}");
    expect(endpoints.rename).toHaveBeenCalledWith("c1", "Better");
    expect(await screen.findByRole("link", { name: "Better" })).toBeTruthy();
  });

  test("is a sheet on narrow screens, which closes once something is chosen", async () => {
    media.wide = false;
    const { user } = await onStage(({ endpoints }) => endpoints.conversations.mockResolvedValue(two));
    expect(screen.queryByRole("link", { name: "Title of c1" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Conversations" }));
    await user.click(await screen.findByRole("link", { name: "Title of c1" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

describe("the server", () => {
  test("that knows no session leads to the page that says how to get one", async () => {
    const { user, endpoints } = await onStage(({ endpoints }) => endpoints.conversations.mockRejectedValue(refused(401, "authentication")));
    expect(await screen.findByText("patchbay open")).toBeTruthy();
    endpoints.conversations.mockResolvedValue({ data: [], last_event_id: 1 });
    await user.click(screen.getByRole("button", { name: "Check again" }));
    expect(await screen.findByRole("textbox", { name: "Your message" })).toBeTruthy();
  });

  test("that went away is waited for, with a word about it and a button", async () => {
    const { user, endpoints } = await onStage();
    act(() => FakeEventSource.last.fail(0));
    const before = endpoints.conversations.mock.calls.length;
    await user.click(await screen.findByRole("button", { name: "Try now" }, { timeout: 10_000 }));
    expect(endpoints.conversations.mock.calls.length).toBe(before + 1);
    act(() => FakeEventSource.last.open());
    await waitFor(() => expect(screen.queryByRole("button", { name: "Try now" })).toBeNull());
  });
});

test("the theme follows the switch and is remembered", async () => {
  const { user, preferences } = await onStage();
  await user.click(screen.getByRole("radio", { name: "Dark" }));
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(JSON.parse(localStorage.getItem("patchbay.view")!).theme).toBe("dark");
  await user.click(screen.getByRole("radio", { name: "As the system" }));
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(preferences.getState().theme).toBe("system");
});

test("the skip link leads to the message box", async () => {
  const { user, box } = await onStage();
  await user.click(screen.getByRole("link", { name: "Skip to the message box" }));
  expect(document.activeElement).toBe(box());
});
