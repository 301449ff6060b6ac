import { render, screen, waitFor } from "@testing-library/react";
import { Tooltip } from "radix-ui";
import { expect, test } from "vitest";
import Markdown from "@/markdown/markdown";
import { PageProvider } from "@/state/page_context";
import { fakePage } from "../fake_server";

function show(text: string, streaming = false): HTMLElement {
  const { page } = fakePage();
  return render(
    <PageProvider page={page}>
      <Wrapped text={text} streaming={streaming} />
    </PageProvider>,
  ).container;
}

function Wrapped(props: { text: string; streaming: boolean }) {
  return (
    <Tooltip.Provider>
      <Markdown {...props} />
    </Tooltip.Provider>
  );
}

const reaching = "img, picture, source, video, audio, iframe, object, embed, script, style, link, form, svg:not(.lucide), input:not([type=checkbox])";

test.each([
  "![x](https://tracker.example/a.png)",
  "![x][ref]\n\n[ref]: https://tracker.example/a.png",
  '<img src="https://tracker.example/a.png" srcset="https://tracker.example/b.png 2x">',
  '<picture><source srcset="https://tracker.example/a.png"><img src="/a.png"></picture>',
  '<video src="https://tracker.example/v.mp4" poster="https://tracker.example/p.png"></video><audio src="https://tracker.example/a.mp3"></audio>',
  '<iframe src="https://tracker.example/"></iframe><object data="https://tracker.example/"></object><embed src="https://tracker.example/">',
  '<link rel="stylesheet" href="https://tracker.example/a.css"><style>@import "https://tracker.example/b.css"</style>',
  '<svg><image href="https://tracker.example/a.png"/><script>alert(1)</script></svg>',
  '<form action="https://tracker.example/"><input type="image" src="https://tracker.example/i.png"><input name="x"></form>',
  "<script>alert(1)</script>",
])("nothing is fetched or run for %s", (text) => {
  expect(show(text).querySelectorAll(reaching)).toHaveLength(0);
});

test("no attribute that runs or fetches survives", () => {
  const html = show('<p onclick="alert(1)" style="background:url(https://tracker.example/)" id="root" background="x">text</p><a href="https://a.example" ping="https://tracker.example" onmouseover="x()">a</a>').innerHTML;
  expect(html).not.toMatch(/onclick|onmouseover|url\(|ping=|background=|id="root"/);
});

test("links open elsewhere, without a handle on this window", () => {
  show("[docs](https://example.org/x)");
  const link = screen.getByRole("link", { name: "docs" });
  expect(link).toHaveProperty("target", "_blank");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(link.getAttribute("href")).toBe("https://example.org/x");
});

test.each(["[x](javascript:alert(1))", "[x](data:text/html,hi)", "[x](/admin/v1/status)", "[x](#/c/other)", "[x](vbscript:x)", '<a href="JaVaScRiPt:alert(1)">x</a>'])(
  "%s is no link",
  (text) => {
    expect(show(text).querySelectorAll("a")).toHaveLength(0);
  },
);

test("an image is named, with a link that a person may follow", () => {
  show("![a chart](https://example.org/chart.png)");
  expect(screen.getByText("Image not loaded: a chart")).toBeTruthy();
  expect(screen.getByRole("link", { name: "example.org" }).getAttribute("href")).toBe("https://example.org/chart.png");
});

test("headings stand below those of the page", () => {
  show("# One\n\n## Two\n\n### Three");
  expect(screen.getAllByRole("heading").map(({ tagName }) => tagName)).toEqual(["H3", "H3", "H4"]);
});

test("code is coloured in its language, copied as it is, and reachable by keyboard", async () => {
  const container = show("```python\ndef one():\n    return 1\n```");
  const region = screen.getByRole("region", { name: "Code, python" });
  expect(region.tabIndex).toBe(0);
  expect(region.textContent).toContain("def one():\n    return 1");
  expect(screen.getByRole("button", { name: "Copy code" })).toBeTruthy();
  await waitFor(() => expect(container.querySelectorAll("[style*='--code-token-keyword']").length).toBeGreaterThan(1), { timeout: 5000 });
  expect(region.textContent?.trimEnd()).toBe("def one():\n    return 1");
});

test("code in an unknown language, and raw HTML in code, stay text", () => {
  const container = show("```brainfog\n<img src=x>\n```");
  expect(container.querySelector("pre")?.textContent).toContain("<img src=x>");
  expect(container.querySelectorAll("img")).toHaveLength(0);
});

test("half-written Markdown is shown as what it is about to be", () => {
  expect(show("This is **bold and unfin", true).querySelector("strong")?.textContent).toBe("bold and unfin");
});

test("a price is not mathematics", () => {
  expect(show("between $5 and $9").textContent).toBe("between $5 and $9");
});

test("a task list's boxes can only be read", () => {
  show("- [x] done\n- [ ] open");
  const boxes = screen.getAllByRole("checkbox") as HTMLInputElement[];
  expect(boxes.map(({ checked, disabled }) => [checked, disabled])).toEqual([[true, true], [false, true]]);
});
