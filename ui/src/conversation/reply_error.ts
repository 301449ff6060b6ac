import type { ErrorObject, Message } from "@/api/types";

// Why a reply is not what it should be, or null. A reply that ended well but holds nothing is an error too.
export function errorOf(message: Message): ErrorObject | null {
  if (message.error) return message.error;
  if (message.status === "failed") return { kind: "internal", message: "The run failed without saying why.", model: message.model };
  const empty = message.status === "done" && message.text === "" && message.finish_reason !== "tool_calls";
  if (!empty) return null;
  return { kind: "empty_reply", message: "The reply holds no text.", model: message.model, provider: message.provider, retryable: true };
}
