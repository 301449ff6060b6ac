// @vitest-environment node
import { describe, expect, test } from "vitest";
import { chosenModel, nameOf, providerOf, sizeInWords } from "@/state/chosen_model";
import { model } from "../samples";

const models = [model("acme/big"), model("local/cold", { state: "unloaded" }), model("local/warm", { state: "loaded" })];
const none = { model: null, models: {} };

describe("the chosen model", () => {
  test("is, with nothing chosen, the local one that is loaded", () => {
    expect(chosenModel({ models, threads: {} }, none, "new").id).toBe("local/warm");
  });
  test("is any local one before one elsewhere", () => {
    expect(chosenModel({ models: models.slice(0, 2), threads: {} }, none, "new").id).toBe("local/cold");
  });
  test("is the last choice, unless that is gone", () => {
    expect(chosenModel({ models, threads: {} }, { model: "acme/big", models: {} }, "new").id).toBe("acme/big");
    expect(chosenModel({ models, threads: {} }, { model: "acme/gone", models: {} }, "new").id).toBe("local/warm");
  });
  test("of a conversation is its own, unless another is chosen for it", () => {
    const threads = { c1: { model: "local/cold" } };
    expect(chosenModel({ models, threads }, { model: "acme/big", models: {} }, "c1").id).toBe("local/cold");
    expect(chosenModel({ models, threads }, { model: null, models: { c1: "acme/big" } }, "c1").id).toBe("acme/big");
  });
  test("of a conversation stays named when nobody lists it any more", () => {
    expect(chosenModel({ models, threads: { c1: { model: "acme/gone" } } }, none, "c1")).toEqual({ id: "acme/gone", listed: null });
  });
  test("does not exist without models", () => {
    expect(chosenModel({ models: [], threads: {} }, none, "new").id).toBeNull();
  });
});

test("names and sizes in words", () => {
  expect([providerOf("local/a/b"), nameOf("local/a/b"), providerOf("bare"), nameOf("bare")]).toEqual(["local", "a/b", "", "bare"]);
  expect([98_362_432, 4_683_073_536, 12, null].map(sizeInWords)).toEqual(["98 MB", "4.7 GB", "1 MB", null]);
});
