import { describe, expect, test, vi } from "vitest";
import { accepted, connectedPage, FakeEventSource, fakePage, refused } from "../fake_server";
import { asked, conversation, message, model, streaming, summary } from "../samples";

const hello = { conversation_id: null, model: "local/tiny", text: "Hello" };
const place = { run_id: "run1", conversation_id: "c1" };
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("connecting", () => {
  test("listens from the event that the list is complete up to", async () => {
    await connectedPage();
    expect(FakeEventSource.opened.map(({ url }) => url)).toEqual(["/admin/v1/events?after=7"]);
  });

  test("shows the list even if the models cannot be fetched", async () => {
    const { page, endpoints, state } = fakePage();
    endpoints.models.mockRejectedValue(refused(503, "overloaded"));
    await page.resync();
    await vi.waitFor(() => expect(state().modelsError?.kind).toBe("overloaded"));
    expect(state().conversations).toEqual([]);
  });

  test("without a session says so, and comes back when there is one", async () => {
    const { page, endpoints, state } = fakePage();
    endpoints.conversations.mockRejectedValueOnce(refused(401, "authentication"));
    await page.resync();
    expect(state().session).toBe("missing");
    await page.checkServer();
    expect(state().session).toBe("present");
  });

  test("tries again with growing pauses while nobody answers", async () => {
    const { page, endpoints, scheduler, state } = fakePage();
    endpoints.conversations.mockRejectedValue(refused(0, "page_offline"));
    const pauses: number[] = [];
    await page.resync();
    for (let round = 0; round < 3; round += 1) {
      pauses.push(scheduler.timers.at(-1)!.milliseconds);
      scheduler.passTimers();
      await settled();
    }
    expect(pauses).toEqual([500, 1000, 2000]);
    expect(state().link).toBe("interrupted");
  });

  test("lets EventSource reconnect by itself after a drop, and looks at models and providers again", async () => {
    const { endpoints, state } = await connectedPage();
    const before = endpoints.models.mock.calls.length;
    FakeEventSource.last.fail(0);
    expect(state().link).toBe("interrupted");
    FakeEventSource.last.open();
    expect(state().link).toBe("open");
    expect(FakeEventSource.opened).toHaveLength(1);
    expect(endpoints.models.mock.calls.length).toBe(before + 1);
  });

  test("starts over when the stream is refused", async () => {
    const { scheduler, endpoints } = await connectedPage();
    endpoints.conversations.mockResolvedValue({ data: [], last_event_id: 99 });
    FakeEventSource.last.fail(2);
    scheduler.passTimers();
    await settled();
    expect(FakeEventSource.last.url).toBe("/admin/v1/events?after=99");
    expect(FakeEventSource.opened[0]!.closed).toBe(true);
  });

  test("on a reset fetches everything again and listens anew", async () => {
    const { page, scheduler, endpoints, state } = await connectedPage();
    endpoints.conversation.mockResolvedValueOnce(conversation("c1", [asked("u1", "Hi")], 7));
    page.openThread("c1");
    await settled();
    endpoints.conversations.mockResolvedValue({ data: [summary("c1")], last_event_id: 20 });
    endpoints.conversation.mockResolvedValue(conversation("c1", [asked("u1", "Hi"), message("a1", { text: "There" })], 21));
    FakeEventSource.last.send(8, "reset", {});
    scheduler.passFrame();
    await settled();
    expect(FakeEventSource.last.url).toBe("/admin/v1/events?after=20");
    expect(state().threads.c1!.order).toEqual(["u1", "a1"]);
  });
});

describe("a run", () => {
  test("of a new chat shows its messages, then its deltas, one hand-over a frame", async () => {
    const { page, scheduler, state } = await connectedPage();
    expect(await page.startRun("new", hello)).toBe("c1");
    expect(state().threads.c1!.order).toEqual(["u1", "a1"]);
    const changes = vi.fn();
    page.store.subscribe(changes);
    FakeEventSource.last.send(8, "run.started", { ...place, message: streaming("a1") });
    FakeEventSource.last.send(9, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 0, delta: "Hel" });
    FakeEventSource.last.send(10, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 3, delta: "lo" });
    expect(changes).not.toHaveBeenCalled();
    scheduler.passFrame();
    expect(changes).toHaveBeenCalledTimes(1);
    expect(state().threads.c1!.messages.a1!.text).toBe("Hello");
  });

  test("whose events overtake the answer of the request loses none of them", async () => {
    const { page, endpoints, scheduler, state } = await connectedPage();
    let answer = (_: typeof accepted) => {};
    endpoints.startRun.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const started = page.startRun("new", hello);
    FakeEventSource.last.send(8, "run.started", { ...place, message: streaming("a1") });
    FakeEventSource.last.send(9, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 0, delta: "Early" });
    scheduler.passFrame();
    answer(structuredClone(accepted));
    await started;
    scheduler.passFrame();
    expect(state().threads.c1!.messages.a1!.text).toBe("Early");
    expect(endpoints.conversation).not.toHaveBeenCalled();
  });

  test("that is refused gives the draft back and keeps the reason", async () => {
    const { page, endpoints, preferences, state } = await connectedPage();
    endpoints.startRun.mockRejectedValue(refused(400, "invalid_request"));
    expect(await page.startRun("new", hello)).toBeNull();
    expect(preferences.getState().drafts.new).toBe("Hello");
    expect(state().outbox.new).toMatchObject({ state: "failed", error: { kind: "invalid_request" } });
  });

  test("is not started twice by an impatient finger", async () => {
    const { page, endpoints } = await connectedPage();
    await Promise.all([page.startRun("new", hello), page.startRun("new", hello)]);
    expect(endpoints.startRun).toHaveBeenCalledTimes(1);
  });

  test("that regenerates takes the old reply away only once it is accepted", async () => {
    const { page, endpoints, state } = await connectedPage();
    endpoints.conversation.mockResolvedValue(conversation("c1", [asked("u1", "Hi"), message("a1", { text: "Old" })], 7));
    page.openThread("c1");
    await settled();
    const request = { conversation_id: "c1", model: "local/tiny", regenerate: "a1" };
    endpoints.startRun.mockRejectedValueOnce(refused(409, "conflict"));
    await page.startRun("c1", request);
    expect(state().threads.c1!.messages.a1!.text).toBe("Old");
    endpoints.startRun.mockResolvedValueOnce({ run_id: "run2", conversation_id: "c1", user_message: null, assistant_message: streaming("a2", "", "run2") });
    await page.startRun("c1", request);
    expect(state().threads.c1!.order).toEqual(["u1", "a2"]);
    expect(state().running).toEqual({ c1: "run2" });
  });

  test("that replaces the last question drops what followed it", async () => {
    const { page, endpoints, state } = await connectedPage();
    endpoints.conversation.mockResolvedValue(conversation("c1", [asked("u1", "Hi"), message("a1"), asked("u2", "Typo"), message("a2")], 7));
    page.openThread("c1");
    await settled();
    endpoints.startRun.mockResolvedValueOnce({ run_id: "run3", conversation_id: "c1", user_message: asked("u3", "Better"), assistant_message: streaming("a3", "", "run3") });
    await page.startRun("c1", { conversation_id: "c1", model: "local/tiny", replace: "u2", text: "Better" });
    expect(state().threads.c1!.order).toEqual(["u1", "a1", "u3", "a3"]);
  });

  test("is stopped by its own id; one that ended meanwhile is looked up instead", async () => {
    const { page, endpoints, state } = await connectedPage();
    await page.startRun("new", hello);
    await page.stopRun("c1");
    expect(endpoints.stopRun).toHaveBeenCalledWith("run1");
    endpoints.stopRun.mockRejectedValueOnce(refused(404, "not_found"));
    endpoints.conversation.mockResolvedValue(conversation("c1", [asked("u1", "Hello"), message("a1", { text: "Done" })], 12));
    await page.stopRun("c1");
    await settled();
    expect(state().threads.c1!.messages.a1!.text).toBe("Done");
    expect(state().running).toEqual({});
  });
});

describe("reloading in mid-stream", () => {
  test("finds the text so far and goes on with what comes after it", async () => {
    const { page, endpoints, scheduler, state } = await connectedPage();
    endpoints.conversation.mockResolvedValue(conversation("c1", [asked("u1", "Hi"), streaming("a1", "Hello, wor")], 30));
    page.openThread("c1");
    FakeEventSource.last.send(29, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 7, delta: "wor" });
    FakeEventSource.last.send(31, "run.delta", { ...place, message_id: "a1", kind: "text", offset: 10, delta: "ld" });
    scheduler.passFrame();
    await settled();
    expect(state().threads.c1!.messages.a1!.text).toBe("Hello, world");
  });

  test("a snapshot that is overtaken by a newer fetch has no say", async () => {
    const { page, endpoints, state } = await connectedPage();
    let slow = (_: ReturnType<typeof conversation>) => {};
    endpoints.conversation.mockReturnValueOnce(new Promise((resolve) => (slow = resolve)));
    endpoints.conversation.mockResolvedValueOnce(conversation("c1", [asked("u1", "New")], 40));
    const first = page.refetchThread("c1");
    await page.refetchThread("c1");
    slow(conversation("c1", [asked("u1", "Old")], 30));
    await first;
    expect(state().threads.c1!.messages.u1!.text).toBe("New");
  });
});

describe("deleting", () => {
  test("hides at once, can be undone, and happens when the notice goes", async () => {
    const { page, endpoints, state } = await connectedPage();
    page.remove("c1");
    expect(state().hidden).toEqual({ c1: true });
    page.notices.act(page.notices.store.getState().notices[0]!.id);
    expect(state().hidden).toEqual({});
    expect(endpoints.remove).not.toHaveBeenCalled();
    page.remove("c1");
    page.notices.closeAll();
    await settled();
    expect(endpoints.remove).toHaveBeenCalledWith("c1");
  });

  test("that fails brings the conversation back and says why", async () => {
    const { page, endpoints, state } = await connectedPage();
    endpoints.remove.mockRejectedValue(refused(500, "internal"));
    page.remove("c1");
    page.notices.closeAll();
    await settled();
    expect(state().hidden).toEqual({});
    expect(page.notices.store.getState().notices[0]!.text).toContain("could not be deleted");
  });
});

test("changed models are fetched again", async () => {
  const { endpoints, scheduler, state } = await connectedPage();
  endpoints.models.mockResolvedValue([model("local/other")]);
  FakeEventSource.last.send(8, "models.changed", {});
  scheduler.passFrame();
  await settled();
  expect(state().models?.map(({ id }) => id)).toEqual(["local/other"]);
});
