// @vitest-environment node
import { expect, test } from "vitest";
import { rehypePlugins } from "@/markdown/sanitizing";

// The library's defaults are the ground of ours: if they change shape, this must not pass silently.
test("the plugins are parsing, our stricter sanitizing, and hardening", () => {
  expect(rehypePlugins).toHaveLength(3);
  const [plugin, schema] = rehypePlugins[1] as [unknown, { tagNames: string[]; attributes: Record<string, unknown[]> }];
  expect(plugin).toBeTypeOf("function");
  expect(schema.tagNames).toContain("table");
  expect(schema.tagNames).not.toContain("picture");
  expect(schema.tagNames).not.toContain("script");
  expect(schema.attributes["*"]).not.toContain("id");
});
