import type { ErrorObject } from "@/api/types";

// Everything that the server said about an error, as labelled lines.
export function detailsOf(error: ErrorObject): { label: string; value: string }[] {
  const lines: [string, unknown][] = [
    ["message", error.message],
    ["kind", error.kind],
    ["at fault", error.origin],
    ["provider", error.provider],
    ["model", error.model],
    ["field", error.param],
    ["status", error.status],
    ["provider's status", error.provider_status],
    ["provider's code", error.provider_code],
    ...(error.causes ?? []).map((cause, index): [string, unknown] => [`attempt ${index + 1}`, [cause.provider, cause.model, cause.kind, cause.message].filter(Boolean).join(" · ")]),
  ];
  return lines.filter(([, value]) => value !== undefined && value !== null && value !== "").map(([label, value]) => ({ label, value: String(value) }));
}
