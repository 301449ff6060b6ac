// Every path of the server that the page calls (the event stream aside, see event_stream.ts).
import { requestJson } from "./http";
import type { Conversation, ConversationList, ConversationSummary, Model, RunAccepted, RunRequest, Status } from "./types";

const conversation = (id: string) => `/admin/v1/conversations/${encodeURIComponent(id)}`;

export const endpoints = {
  models: async () => (await requestJson<{ data: Model[] }>("/v1/models")).data,
  status: () => requestJson<Status>("/admin/v1/status"),
  conversations: () => requestJson<ConversationList>("/admin/v1/conversations"),
  conversation: (id: string) => requestJson<Conversation>(conversation(id)),
  rename: (id: string, title: string) => requestJson<ConversationSummary>(conversation(id), { method: "PATCH", body: { title } }),
  // keepalive: the last deletion is sent while the page goes away.
  remove: (id: string) => requestJson<void>(conversation(id), { method: "DELETE", keepalive: true }),
  startRun: (run: RunRequest) => requestJson<RunAccepted>("/admin/v1/runs", { method: "POST", body: run }),
  stopRun: (run_id: string) => requestJson<void>(`/admin/v1/runs/${encodeURIComponent(run_id)}`, { method: "DELETE" }),
};

export type Endpoints = typeof endpoints;
