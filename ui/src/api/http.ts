// One JSON exchange with our own server. Whatever goes wrong comes out as a RequestFailed that carries an ErrorObject.
import type { ErrorObject } from "./types";

export class RequestFailed extends Error {
  readonly error: ErrorObject;
  readonly status: number; // 0: no answer came

  constructor(error: ErrorObject, status: number) {
    super(error.message);
    this.name = "RequestFailed";
    this.error = error;
    this.status = status;
  }

  get needsSession(): boolean {
    return this.status === 401;
  }
}

export interface Exchange {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  keepalive?: boolean; // lets the request outlive the page
}

export async function requestJson<T>(path: string, exchange: Exchange = {}): Promise<T> {
  const response = await send(path, exchange);
  const text = await response.text().catch((cause: unknown) => {
    throw unreachable(cause);
  });
  const body = parse(text);
  if (!response.ok) throw new RequestFailed(errorFrom(body, response.status, text), response.status);
  if (response.status !== 204 && body === undefined) {
    throw new RequestFailed({ kind: "internal", origin: "gateway", message: `${path} answered with something that is not JSON.` }, response.status);
  }
  return body as T;
}

export function asRequestFailed(cause: unknown): RequestFailed {
  if (cause instanceof RequestFailed) return cause;
  return new RequestFailed({ kind: "internal", origin: "client", message: String(cause) }, 0);
}

async function send(path: string, { method = "GET", body, keepalive }: Exchange): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(keepalive && { keepalive }),
    });
  } catch (cause) {
    throw unreachable(cause);
  }
}

function unreachable(cause: unknown): RequestFailed {
  return new RequestFailed({ kind: "page_offline", origin: "client", message: `No answer from Patchbay: ${String(cause)}`, retryable: true }, 0);
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller reports it together with the status
  }
}

// The model paths answer in the dialect's shape, where the kind stands in `type` or `code`.
function errorFrom(body: unknown, status: number, text: string): ErrorObject {
  const error = (body as { error?: Partial<ErrorObject> & { type?: string; code?: string } } | undefined)?.error;
  if (!error) return { kind: "internal", origin: "gateway", status, message: `HTTP ${status}: ${text.slice(0, 500)}` };
  const kind = error.kind ?? error.code ?? error.type ?? "internal";
  return { status, ...error, kind, message: error.message ?? kind };
}
