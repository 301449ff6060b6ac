// @vitest-environment node
import { afterEach, describe, expect, test, vi } from "vitest";
import { endpoints } from "@/api/endpoints";
import { requestJson } from "@/api/http";

function answer(status: number, body: string): void {
  vi.stubGlobal("fetch", vi.fn(async () => new Response(status === 204 ? null : body, { status })));
}

afterEach(() => vi.unstubAllGlobals());

const failed = (path: string) => requestJson(path).then(() => null, (cause: unknown) => cause as { error: { kind: string; message: string }; status: number; needsSession: boolean });

describe("a failed request", () => {
  test("carries the server's own error", async () => {
    answer(404, JSON.stringify({ error: { kind: "not_found", message: "No such run." } }));
    expect(await failed("/x")).toMatchObject({ status: 404, error: { kind: "not_found", message: "No such run.", status: 404 } });
  });
  test("of a dialect's shape has its kind in type", async () => {
    answer(401, JSON.stringify({ error: { type: "authentication", message: "No session." } }));
    const cause = await failed("/x");
    expect(cause).toMatchObject({ error: { kind: "authentication" }, needsSession: true });
  });
  test("that is not JSON shows its beginning", async () => {
    answer(502, "<html>Bad gateway</html>");
    expect((await failed("/x"))!.error).toMatchObject({ kind: "internal", message: "HTTP 502: <html>Bad gateway</html>" });
  });
  test("without an answer is the page's own kind", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("Failed to fetch"))));
    expect(await failed("/x")).toMatchObject({ status: 0, error: { kind: "page_offline" } });
  });
  test("that succeeds with something unreadable is no success", async () => {
    answer(200, "hello");
    expect((await failed("/x"))!.error.kind).toBe("internal");
  });
});

test("a body is sent as JSON of the site's own session, an id is escaped", async () => {
  answer(204, "");
  await endpoints.rename("a/b", "New").catch(() => {});
  const [path, init] = vi.mocked(fetch).mock.calls[0]!;
  expect(path).toBe("/admin/v1/conversations/a%2Fb");
  expect(init).toMatchObject({ method: "PATCH", credentials: "same-origin", body: '{"title":"New"}', headers: { "content-type": "application/json" } });
});

test("a request without a body claims no content type", async () => {
  answer(204, "");
  await endpoints.stopRun("r1");
  expect(vi.mocked(fetch).mock.calls[0]![1]!.headers).toEqual({ accept: "application/json" });
});
