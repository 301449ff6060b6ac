// @vitest-environment node
import { expect, test } from "vitest";
import { addressOf, conversationInAddress } from "@/state/route";

test("an id goes into the address and comes out again", () => {
  expect(conversationInAddress(addressOf("conv/1 ä"))).toBe("conv/1 ä");
});

test.each(["", "#", "#/", "#/c/", "#/c/%", "#/c/%zz", "#composer"])("%s names no conversation", (hash) => {
  expect(conversationInAddress(hash)).toBeNull();
});
