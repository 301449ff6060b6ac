import type { Message } from "@/api/types";
import { useElapsedSeconds } from "@/kit/use_elapsed_seconds";
import { sizeInWords } from "@/state/chosen_model";
import { usePageState } from "@/state/page_context";

// Before the first token: what is being waited for, and for how long already.
export function WaitingLine({ model, since }: { model: string; since: Message["created_at"] }) {
  const listed = usePageState((state) => state.models?.find(({ id }) => id === model));
  const seconds = useElapsedSeconds(since);
  const loading = listed?.patchbay.local && (listed.patchbay.state === "unloaded" || listed.patchbay.state === "loading");
  const size = sizeInWords(listed?.patchbay.size_bytes ?? null);
  return (
    <p className="flex h-7 items-center gap-2.5 text-[0.9375rem] text-ink-3">
      <span aria-hidden className="breathe size-2 rounded-full bg-wire" />
      <span>{loading ? `Loading the model into memory${size ? ` (${size})` : ""}` : "Waiting for the first token"}</span>
      {seconds > 0 && <span className="tabular-nums">{seconds} s</span>}
    </p>
  );
}
