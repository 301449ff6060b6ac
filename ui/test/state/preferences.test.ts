import { expect, test, vi } from "vitest";
import { chooseModel, createPreferences, draftAccepted, draftRefused, draftSent, setDraft } from "@/state/preferences";

test("drafts and the chosen model survive a reload", () => {
  const before = createPreferences();
  setDraft(before, "c1", "half a thought");
  chooseModel(before, "c1", "acme/big");
  const after = createPreferences().getState();
  expect(after.drafts).toEqual({ c1: "half a thought" });
  expect(after.models).toEqual({ c1: "acme/big" });
  expect(after.model).toBe("acme/big");
});

test("a text that was on its way during a reload comes back as a draft", () => {
  const before = createPreferences();
  setDraft(before, "new", "Hello");
  draftSent(before, "new", "Hello");
  expect(before.getState().drafts).toEqual({});
  expect(createPreferences().getState().drafts).toEqual({ new: "Hello" });
});

test("an accepted text is forgotten, a refused one stands before what was typed meanwhile", () => {
  const store = createPreferences();
  draftSent(store, "c1", "First");
  draftAccepted(store, "c1");
  expect(store.getState()).toMatchObject({ drafts: {}, unsent: {} });
  draftSent(store, "c1", "Second");
  setDraft(store, "c1", "Third");
  draftRefused(store, "c1");
  expect(store.getState()).toMatchObject({ drafts: { c1: "Second\nThird" }, unsent: {} });
});

test.each(["not json", "[1]", "null", '"text"', '{"drafts":"text","models":null,"theme":7}'])("storage that holds %s is survived", (text) => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  localStorage.setItem("patchbay.drafts", text);
  localStorage.setItem("patchbay.view", text);
  expect(createPreferences().getState()).toMatchObject({ theme: "system", drafts: {}, models: {} });
});

test("only drafts and view preferences are kept", () => {
  setDraft(createPreferences(), "new", "x");
  expect(Object.keys(localStorage).sort()).toEqual(["patchbay.drafts", "patchbay.view"]);
});
