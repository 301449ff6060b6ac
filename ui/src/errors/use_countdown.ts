import { useEffect, useState } from "react";
import type { Message } from "@/api/types";

// Whole seconds until a retry makes sense. Counted from the end of the reply that failed, so that a reload does not begin it anew, but never
// longer than was asked for: the server's clock may differ from the browser's.
export function useCountdown(waitMs: number, from: Message | undefined): number {
  const [deadline] = useState(() => {
    const now = Date.now();
    const ended = from ? from.created_at + (from.timings?.total_ms ?? 0) : now;
    return Math.min(ended, now) + waitMs;
  });
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((deadline - now) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [left]);
  return left;
}
