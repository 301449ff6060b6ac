// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorKinds } from "@/api/types";
import { adviceFor } from "@/errors/error_table";
import { detailsOf } from "@/errors/error_details";
import { failure } from "../samples";

describe("the table", () => {
  test("knows exactly the kinds that the server knows", () => {
    const header = readFileSync(join(import.meta.dirname, "../../../src/base/error.hpp"), "utf8");
    const listed = /enum class ErrorKind[^{]*\{([^}]*)\}/.exec(header)![1]!.match(/\w+/g);
    expect(errorKinds).toEqual(listed);
  });

  test.each([...errorKinds, "page_offline", "empty_reply"])("says for %s what happened and what to do", (kind) => {
    const { headline, advice, remedies } = adviceFor(failure(kind, { provider: "acme", model: "acme/big" }));
    expect(headline).toMatch(/^[A-Z].*\.$|^acme.*\.$|^big .*\.$/);
    expect(advice).toMatch(/\.$/);
    expect(remedies.length).toBeGreaterThan(0);
    expect(`${headline} ${advice}`).not.toMatch(/undefined|null/);
  });

  test.each(["rate_limited", "quota_exhausted"])("does not dress up %s as the other", (kind) => {
    expect(adviceFor(failure(kind)).tone).toBe(kind === "rate_limited" ? "wait" : "stop");
  });

  test("takes a kind that it does not know for a failure of the server, and keeps its details", () => {
    const error = failure("brand_new", { provider_code: "E42" });
    expect(adviceFor(error)).toEqual(adviceFor(failure("internal")));
    expect(detailsOf(error)).toContainEqual({ label: "provider's code", value: "E42" });
  });

  test("is not fooled by names that every object has", () => {
    expect(adviceFor(failure("constructor")).headline).toBe("Patchbay itself failed.");
  });
});

test("the details of no_target list every attempt", () => {
  const error = failure("no_target", { causes: [failure("timeout", { provider: "acme" }), failure("overloaded", { provider: "local" })] });
  expect(detailsOf(error).map(({ label }) => label)).toEqual(["message", "kind", "attempt 1", "attempt 2"]);
});
