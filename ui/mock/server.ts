// A MOCK of Patchbay's server, for developing and testing the page only: it keeps everything in memory and talks to no model.
// It serves dist/ under the same Content-Security-Policy as the real one.
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { localModels, providers, remoteModels } from "./listing.ts";
import { World } from "./world.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

export interface Mock {
  server: Server;
  world: World;
}

export function createMock(): Mock {
  const world = new World({ models: [...localModels, ...remoteModels], providers, paceMs: 18 });
  const server = createServer((request, response) => {
    route(world, request, response).catch((cause: unknown) => json(response, 500, { error: { kind: "internal", message: String(cause) } }));
  });
  return { server, world };
}

async function route(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://mock");
  const method = request.method ?? "GET";
  const [, id = ""] = /^\/admin\/v1\/(?:conversations|runs)\/([^/]+)$/.exec(pathname) ?? [];

  if (method === "GET" && pathname === "/v1/models") return json(response, 200, { object: "list", data: world.models });
  if (!pathname.startsWith("/admin/")) return file(pathname, response);
  if (!world.session) return json(response, 401, { error: { type: "authentication", message: "Open the link that `patchbay open` prints." } });
  if (pathname === "/admin/v1/events") return events(world, request, response, Number(request.headers["last-event-id"] ?? searchParams.get("after") ?? 0));
  if (pathname === "/admin/v1/status") return json(response, 200, { version: "0.1.0", providers: world.providers });
  if (pathname === "/admin/v1/conversations") {
    return json(response, 200, { data: [...world.conversations.values()].map((one) => world.summary(one)), last_event_id: world.lastEventId });
  }
  if (pathname === "/admin/v1/runs" && method === "POST") {
    const result = world.start(JSON.parse(await body(request)));
    return "run_id" in result ? json(response, 202, result) : json(response, result.status ?? 404, { error: result });
  }
  if (pathname.startsWith("/admin/v1/runs/") && method === "DELETE") {
    const stop = world.runs.get(id);
    stop?.();
    return stop ? empty(response) : notFound(response);
  }
  if (id !== "") return conversation(world, method, id, request, response);
  return notFound(response);
}

async function conversation(world: World, method: string, id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const found = world.conversations.get(id);
  if (!found) return notFound(response);
  if (method === "GET") return json(response, 200, { ...found, last_event_id: world.lastEventId });
  if (method === "PATCH") {
    found.title = JSON.parse(await body(request)).title;
    world.touch(found);
    return json(response, 200, world.summary(found));
  }
  world.conversations.delete(id);
  world.emit("conversation.deleted", { id });
  return empty(response);
}

function events(world: World, request: IncomingMessage, response: ServerResponse, after: number): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const write = ({ id, type, data }: { id: number; type: string; data: unknown }) => response.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  response.write(": this is a mock\n\n");
  world.events.filter(({ id }) => id > after).forEach(write);
  world.listeners.add(write);
  request.on("close", () => world.listeners.delete(write));
}

function file(pathname: string, response: ServerResponse): void {
  const path = join(dist, normalize(pathname === "/" ? "/index.html" : pathname));
  if (!path.startsWith(dist) || !existsSync(path)) return notFound(response);
  response.writeHead(200, {
    "content-type": contentTypes[extname(path)] ?? "application/octet-stream",
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
  });
  createReadStream(path).pipe(response);
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function empty(response: ServerResponse): void {
  response.writeHead(204).end();
}

function notFound(response: ServerResponse): void {
  json(response, 404, { error: { kind: "not_found", origin: "client", message: "There is nothing here." } });
}
