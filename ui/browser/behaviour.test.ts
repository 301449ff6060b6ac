// What only a real browser shows: reloads, scrolling, reconnecting, first paint, long conversations.
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sample } from "../mock/scripts.ts";
import { openStage, picture, replyEnded, sendMessage, type Stage } from "./stage.ts";

let stage: Stage;
let page: Page;

beforeEach(async () => {
  stage = await openStage({ width: 1280, height: 800, scheme: "light" });
  page = stage.page;
  await page.goto(stage.origin);
  await page.getByRole("heading", { name: "Ask something" }).waitFor();
});

afterEach(async () => {
  const { faults } = stage;
  await stage.close();
  expect(faults).toEqual([]);
});

const conversation = () => [...stage.mock.world.conversations.values()][0]!;
const scroller = () => page.getByRole("region", { name: "Conversation" });
const fromEnd = () => scroller().evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
const line = (number: number) => page.locator("article li").getByText(`Line ${number} of a long list.`, { exact: true });
const stop = () => page.getByRole("button", { name: "Stop" }).click();

// `done` within a bounded time; conditions are looked at again and again.
async function eventually(done: () => Promise<boolean>): Promise<void> {
  await expect.poll(done, { timeout: 20_000 }).toBe(true);
}

test("a reload in mid-stream loses nothing and doubles nothing", async () => {
  await sendMessage(page, "/long");
  await line(20).waitFor();
  await page.reload();
  await line(60).waitFor();
  await stop();
  await replyEnded(page);
  const said = conversation().messages.at(-1)!.text.trim().split("\n");
  const shown = await page.locator("article ol > li").allInnerTexts();
  expect(shown.map((line) => line.trim())).toEqual(said.map((line) => line.replace(/^\d+\. /, "")));
});

test("the draft survives a reload", async () => {
  await page.getByLabel("Your message").fill("Half a thought");
  await page.reload();
  await eventually(async () => (await page.getByLabel("Your message").inputValue()) === "Half a thought");
});

test("the end is followed by a reader who is there, and only by that one", async () => {
  await sendMessage(page, "/long");
  await line(60).waitFor();
  await eventually(async () => (await fromEnd()) < 64);
  await scroller().hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole("button", { name: "New below" }).waitFor();
  await picture(page, "desktop-light-15-new-below");
  const top = await scroller().evaluate((box) => box.scrollTop);
  const length = conversation().messages.at(-1)!.text.length;
  await eventually(async () => conversation().messages.at(-1)!.text.length > length + 400);
  expect(await scroller().evaluate((box) => box.scrollTop)).toBe(top);
  await page.getByRole("button", { name: "New below" }).click();
  await eventually(async () => (await fromEnd()) < 64);
  await page.getByRole("button", { name: "New below" }).waitFor({ state: "detached" });
  await stop();
});

test("Esc stops the run at the server, and what had come stays", async () => {
  await sendMessage(page, "/long");
  await line(10).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("stopped by you").waitFor();
  expect(stage.mock.world.runs.size).toBe(0);
  expect(await line(10).count()).toBe(1);
});

test("a server that goes away is waited for, and the reply goes on where it was", async () => {
  await sendMessage(page, "/long");
  await line(10).waitFor();
  const { port } = stage.mock.server.address() as AddressInfo;
  stage.mock.server.close();
  stage.mock.server.closeAllConnections();
  await page.getByText("Patchbay is not answering").waitFor();
  await picture(page, "desktop-light-16-reconnecting");
  await new Promise<void>((resolve) => stage.mock.server.listen(port, "127.0.0.1", resolve));
  await page.getByText("Patchbay is not answering").waitFor({ state: "detached" });
  const reached = conversation().messages.at(-1)!.text.split("\n").length;
  await line(reached + 5).waitFor();
  await stop();
  await replyEnded(page);
  expect(await page.locator("article ol > li").count()).toBe(conversation().messages.at(-1)!.text.trim().split("\n").length);
});

test("the remembered theme is there before the first paint", async () => {
  await page.getByRole("radio", { name: "Dark" }).click();
  await page.route("**/assets/index-*.js", () => {}); // the application never arrives
  await page.reload({ waitUntil: "commit" });
  await eventually(() => page.evaluate(() => document.documentElement.dataset.theme === "dark"));
});

test("a long history opens at its end with only its tail rendered, and shows more on the way up", async () => {
  const { world } = stage.mock;
  const messages = Array.from({ length: 500 }, (_, index) => ({
    ...{ id: `m${index}`, reasoning: "", status: "done" as const, model: "local/smollm2-135m-instruct", provider: "local", created_at: index },
    ...{ run_id: null, finish_reason: "stop", error: null, usage: null, timings: null, warnings: [] },
    role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
    text: index % 2 === 0 ? `Question ${index}` : `Answer ${index}. ${sample.assistant.text}`,
  }));
  world.conversations.set("long", { id: "long", title: "Long", model: "local/smollm2-135m-instruct", messages, last_event_id: 0, created_at: 1, updated_at: 1 });
  await page.goto(`${stage.origin}/#/c/long`);
  await page.getByText("Answer 499").waitFor();
  await eventually(async () => (await fromEnd()) < 64);
  expect(await page.locator("main article").count()).toBe(24);
  await scroller().evaluate((box) => box.scrollTo({ top: 0 }));
  await eventually(async () => (await page.locator("main article").count()) > 24);
});

test("a whole conversation by keyboard alone", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.type("reasoner mini");
  await page.keyboard.press("Enter");
  await page.getByText("Goes to acme").waitFor();
  await page.keyboard.type("Hello");
  await page.keyboard.press("Enter");
  await page.locator("article[aria-label^='Reply from reasoner-2-mini']").waitFor();
  await replyEnded(page);
  await page.keyboard.press("Shift+Tab");
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label") === "Regenerate"));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Shift+o");
  await page.getByRole("heading", { name: "Ask something" }).waitFor();
  await eventually(() => page.evaluate(() => document.activeElement?.id === "composer"));
});
