// @vitest-environment node
import { expect, test } from "vitest";
import { timeGroups } from "@/drawer/time_groups";
import { summary } from "../samples";

test("conversations stand under the day or month of their last use, newest first", () => {
  const now = new Date(2026, 4, 20, 15).getTime();
  const at = (id: string, ...date: [number, number, number, number]) => summary(id, new Date(...date).getTime());
  const groups = timeGroups([at("old", 2026, 1, 3, 9), at("early", 2026, 4, 20, 1), at("week", 2026, 4, 15, 9), at("eve", 2026, 4, 19, 23), at("late", 2026, 4, 20, 14)], now);
  expect(groups.map(({ title, members }) => [title, members.map(({ id }) => id)])).toEqual([
    ["Today", ["late", "early"]],
    ["Yesterday", ["eve"]],
    ["The last seven days", ["week"]],
    ["February 2026", ["old"]],
  ]);
});
