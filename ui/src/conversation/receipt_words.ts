// A reply's receipt in words. What nobody measured is "unknown", never zero.
import type { Message } from "@/api/types";

export interface ReceiptLine {
  label: string;
  value: string;
}

const unknown = "unknown";

const finishes: Record<string, string> = {
  stop: "finished",
  length: "cut at the length limit",
  tool_calls: "wants to call a tool",
  content_filter: "cut by a content filter",
};

export function endingInWords({ status, finish_reason }: Message): string {
  if (status === "stopped") return "stopped by you";
  if (status === "failed") return "failed";
  if (status === "streaming") return "running";
  return finish_reason ? (finishes[finish_reason] ?? finish_reason) : `ending ${unknown}`;
}

export function count(value: number | null | undefined): string {
  return value == null ? unknown : value.toLocaleString("en-US");
}

export function duration(milliseconds: number | null | undefined): string {
  if (milliseconds == null) return unknown;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

// Tokens per second while the reply was being written, without the wait before it.
export function speed({ usage, timings }: Message): string {
  const writing = (timings?.total_ms ?? NaN) - (timings?.first_token_ms ?? NaN);
  if (usage?.output == null || usage.output < 2 || !(writing > 0)) return unknown;
  const perSecond = (usage.output - 1) / (writing / 1000);
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} tok/s`;
}

export interface ReceiptPart {
  text: string;
  spare: boolean; // left to the full receipt where there is little room
}

// The quiet line under a reply, after the model's name.
export function shortReceipt(message: Message): ReceiptPart[] {
  const { usage, timings } = message;
  const rate = speed(message);
  return [
    { text: usage ? `${count(usage.input)} in` : "tokens unknown", spare: false },
    ...(usage ? [{ text: `${count(usage.output)} out`, spare: false }] : []),
    { text: `first token ${duration(timings?.first_token_ms)}`, spare: true },
    { text: rate === unknown ? `speed ${unknown}` : rate, spare: true },
    { text: endingInWords(message), spare: false },
  ];
}

export function fullReceipt(message: Message): ReceiptLine[] {
  const { usage, timings } = message;
  return [
    { label: "Provider", value: message.provider || unknown },
    { label: "Model", value: message.model || unknown },
    { label: "Tokens in", value: count(usage?.input) },
    { label: "of these cached", value: count(usage?.cached) },
    { label: "Tokens out", value: count(usage?.output) },
    { label: "of these reasoning", value: count(usage?.reasoning) },
    { label: "First token", value: duration(timings?.first_token_ms) },
    { label: "In all", value: duration(timings?.total_ms) },
    { label: "Speed", value: speed(message) },
    { label: "Ending", value: endingInWords(message) },
    ...(message.warnings ?? []).map(({ kind, feature, detail }) => ({ label: `Note: ${kind}`, value: [feature, detail].filter(Boolean).join(": ") })),
  ];
}
