// @vitest-environment node
import { beforeAll, expect, test } from "vitest";
import { GrowingHighlight, prepare } from "@/markdown/highlighter";
import { languageNamed, languageNames, loadLanguage } from "@/markdown/languages";

const code = `function greet(name: string) {\n  /* a comment\n     over lines */\n  return \`Hello, \${name}\`;\n}\n\ngreet("you");\n`;

beforeAll(() => prepare("typescript"));

const shown = (lines: readonly (readonly { content: string; color?: string | undefined }[])[]) => lines.map((line) => line.map(({ content, color }) => [content, color]));

test("code that arrives character by character ends up coloured as if it had come at once", () => {
  const growing = new GrowingHighlight("typescript");
  for (let length = 1; length <= code.length; length += 1) growing.lines(code.slice(0, length));
  expect(shown(growing.lines(code))).toEqual(shown(new GrowingHighlight("typescript").lines(code)));
});

test("finished lines keep their identity, so that they are not rendered again", () => {
  const growing = new GrowingHighlight("typescript");
  const first = growing.lines("const a = 1;\nconst b")[0];
  expect(growing.lines("const a = 1;\nconst bee = 2;\n")[0]).toBe(first);
});

test("code that is replaced starts afresh", () => {
  const growing = new GrowingHighlight("typescript");
  growing.lines("/* open\n");
  expect(shown(growing.lines("const a = 1;\n"))).toEqual(shown(new GrowingHighlight("typescript").lines("const a = 1;\n")));
});

test.each(languageNames)("the language %s can be loaded", async (name) => {
  expect(await loadLanguage(name)).toBeTruthy();
});

test("fence words lead to languages, unknown ones to none", () => {
  expect(["ts", "C++", "sh", "JSON", "constructor", ""].map(languageNamed)).toEqual(["typescript", "cpp", "bash", "json", null, null]);
});
