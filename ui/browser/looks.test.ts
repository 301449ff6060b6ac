// Every state of the page at both widths and in both themes: accessible by axe's rules, nothing from elsewhere, nothing against the policy.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localModels, missingLocal, remoteModels } from "../mock/listing.ts";
import { ask, axeFaults, type Look, openStage, picture, replyEnded, sendMessage, type Stage } from "./stage.ts";

const looks: (Look & { name: string })[] = [
  { name: "desktop-light", width: 1280, height: 800, scheme: "light" },
  { name: "desktop-dark", width: 1280, height: 800, scheme: "dark" },
  { name: "phone-light", width: 390, height: 844, scheme: "light" },
  { name: "phone-dark", width: 390, height: 844, scheme: "dark" },
];

describe.each(looks)("$name", (look) => {
  let stage: Stage;
  const phone = look.width < 768;

  beforeAll(async () => {
    stage = await openStage(look);
    stage.mock.world.models = [localModels[0]!, ...remoteModels];
    await stage.page.goto(stage.origin);
  });
  afterAll(() => stage.close());

  async function clean(state: string): Promise<void> {
    // Entrances are short; axe measures contrast, so they have to be over.
    await stage.page.evaluate(() => Promise.all(document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations === 1).map(({ finished }) => finished)));
    await picture(stage.page, `${look.name}-${state}`);
    expect(await axeFaults(stage.page)).toEqual([]);
    expect(stage.faults).toEqual([]);
  }

  test("the first visit, with a model that is not loaded", async () => {
    await stage.page.getByRole("heading", { name: "Ask something" }).waitFor();
    await clean("1-empty");
  });

  test("the first token is awaited", async () => {
    await sendMessage(stage.page, "Suggest five names for a small bakery by the sea.");
    await stage.page.getByText("Loading the model into memory").waitFor();
    await clean("2-waiting");
    await replyEnded(stage.page);
  });

  test("reasoning streams in", async () => {
    await sendMessage(stage.page, "/think about hash tables");
    await stage.page.getByText("A cloakroom fits").waitFor();
    await clean("3-reasoning");
  });

  test("the answer streams in", async () => {
    await stage.page.getByText("HashTable").first().waitFor();
    await clean("4-streaming");
  });

  test("the answer is finished", async () => {
    await replyEnded(stage.page);
    await clean("5-finished");
  });

  test("the receipt is open", async () => {
    await stage.page.getByRole("button", { name: /^Receipt/ }).last().click();
    await stage.page.getByText("First token", { exact: true }).waitFor();
    await clean("6-receipt");
    await stage.page.keyboard.press("Escape");
  });

  test("an error stands in the reply's place", async () => {
    await ask(stage.page, "/error rate_limited");
    await stage.page.getByText("Details").click();
    await clean("7-error-wait");
    await ask(stage.page, "/cut provider_authentication");
    await clean("8-error-stop");
  });

  test("hostile Markdown stays harmless", async () => {
    await ask(stage.page, "/evil");
    expect(await stage.page.locator("main img, main iframe, main script, main form form, main [onclick]").count()).toBe(0);
    await clean("9-evil");
  });

  test("the model picker", async () => {
    await stage.page.keyboard.press("Control+k");
    await stage.page.getByRole("option").first().waitFor();
    await clean("10-picker");
    await stage.page.keyboard.type("acme");
    await stage.page.keyboard.press("Enter");
    await stage.page.getByText("Goes to acme").waitFor();
  });

  test("the drawer", async () => {
    if (phone) await stage.page.getByRole("button", { name: "Conversations" }).click();
    await stage.page.getByRole("button", { name: /^Actions for/ }).first().click();
    await stage.page.getByRole("menuitem", { name: "Rename" }).waitFor();
    await clean("11-drawer");
    await stage.page.keyboard.press("Escape");
    if (phone) await stage.page.keyboard.press("Escape");
  });

  test("a model elsewhere is chosen for a new chat", async () => {
    await stage.page.keyboard.press("Control+Shift+o");
    await stage.page.getByText("What you write leaves this machine").waitFor();
    await clean("12-away");
  });

  test("no model at all", async () => {
    stage.mock.world.models = [];
    stage.mock.world.providers = [missingLocal];
    await stage.page.reload();
    await stage.page.getByRole("heading", { name: "No model can answer yet" }).waitFor();
    await clean("13-no-model");
  });

  test("no session", async () => {
    stage.mock.world.session = false;
    await stage.page.reload();
    await stage.page.getByRole("heading", { name: "Open Patchbay from its terminal" }).waitFor();
    await clean("14-session");
  });
});
