// A browser, a mock server and a page for one test file, with everything that must never happen written down.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { createMock, type Mock } from "../mock/server.ts";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export interface Look {
  width: number;
  height: number;
  scheme: "light" | "dark";
}

export interface Stage {
  page: Page;
  mock: Mock;
  origin: string;
  faults: string[]; // foreign requests, policy violations, console errors, uncaught errors
  close: () => Promise<void>;
}

export async function openStage({ width, height, scheme }: Look): Promise<Stage> {
  const mock = createMock();
  await new Promise<void>((resolve) => mock.server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(mock.server.address() as AddressInfo).port}`;
  const profile = mkdtempSync(join(tmpdir(), "patchbay-page-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: flags,
    viewport: { width, height },
    colorScheme: scheme,
    hasTouch: width < 768,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const faults = watch(context, page, origin);
  const close = async () => {
    await context.close();
    mock.server.closeAllConnections();
    mock.server.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { page, mock, origin, faults, close };
}

function watch(context: BrowserContext, page: Page, origin: string): string[] {
  const faults: string[] = [];
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) faults.push(`foreign request: ${url}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 40[14]|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  return faults;
}

// What axe finds wrong, as readable lines.
export async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.any[0]?.message ?? node.all[0]?.message ?? ""}`));
}

export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

// Sends a message and waits until its reply has ended.
export async function ask(page: Page, text: string): Promise<void> {
  await sendMessage(page, text);
  await replyEnded(page);
}

export async function sendMessage(page: Page, text: string): Promise<void> {
  const replies = await page.locator('article[aria-label^="Reply from"]').count();
  await page.getByLabel("Your message").fill(text);
  await page.getByLabel("Your message").press("Enter");
  await page.locator('article[aria-label^="Reply from"]').nth(replies).waitFor();
}

export async function replyEnded(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('article[aria-busy="true"]') === null);
}
