// @vitest-environment node
import { expect, test } from "vitest";
import { finishedBlocks } from "@/conversation/announced_blocks";

const text = "# Title\n\nA **bold** [link](https://x.example) line\ngoes on.\n\n```python\na = 1\n\nb = 2\n```\nThe end";

test("a finished reply is heard block by block, code only as what it is", () => {
  expect(finishedBlocks(text, true)).toEqual(["Title", "A bold link line goes on.", "Code, python, 3 lines.", "The end"]);
});

test("the items of a list are heard one by one", () => {
  expect(finishedBlocks("A list:\n- one\n- two\n  goes on\n3. three", false)).toEqual(["A list:", "- one"]);
  expect(finishedBlocks("- one\n- two\n  goes on\n", true)).toEqual(["- one", "- two   goes on"]);
});

test("what may still grow is not heard yet", () => {
  expect(finishedBlocks("One.\n\nTwo", false)).toEqual(["One."]);
  expect(finishedBlocks("One.\n\n```\nopen\n\nstill open\n", false)).toEqual(["One."]);
});

test("no block is heard twice and none is lost, however the text arrives", () => {
  const heard: string[] = [];
  for (let length = 1; length <= text.length; length += 1) heard.push(...finishedBlocks(text.slice(0, length), false).slice(heard.length));
  heard.push(...finishedBlocks(text, true).slice(heard.length));
  expect(heard).toEqual(finishedBlocks(text, true));
});
