// Models and providers as the mock lists them.
import type { Model, Provider } from "../src/api/types.ts";

function model(id: string, kind: string, local: boolean, state: Model["patchbay"]["state"] = "unknown", size_bytes: number | null = null): Model & { object: string; created: number } {
  const provider = id.split("/")[0]!;
  return { id, object: "model", created: 0, owned_by: provider, patchbay: { provider, kind, local, state, size_bytes } };
}

export const localModels = [
  model("local/smollm2-135m-instruct", "llamacpp", true, "unloaded", 98_362_432),
  model("local/qwen2.5-7b-instruct-q4_k_m", "llamacpp", true, "loaded", 4_683_073_536),
];

export const remoteModels = [
  model("team_vllm/llama-3.3-70b-instruct", "openai-compatible", false),
  model("acme/reasoner-2", "openai-compatible", false),
  model("acme/reasoner-2-mini", "openai-compatible", false),
  model("acme/embed-1", "openai-compatible", false),
];

export const providers: Provider[] = [
  { name: "local", kind: "llamacpp", local: true, managed: true, state: "ready", detail: "llama-server runs." },
  { name: "team_vllm", kind: "openai-compatible", local: false, managed: false, state: "unknown", detail: "" },
  { name: "acme", kind: "openai-compatible", local: false, managed: false, state: "unknown", detail: "" },
];

export const missingLocal: Provider = {
  name: "local",
  kind: "llamacpp",
  local: true,
  managed: true,
  state: "missing",
  detail: "llama-server was not found on PATH or in Patchbay's home directory.",
};
