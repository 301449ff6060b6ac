import type { ErrorObject, Message } from "@/api/types";
import { useShell } from "@/app/shell_context";
import { Button } from "@/kit/button";
import { usePage } from "@/state/page_context";
import type { Remedy } from "./error_table";
import { useCountdown } from "./use_countdown";

interface RemediesProps {
  error: ErrorObject;
  remedies: Remedy[];
  from?: Message | undefined;
  retry?: (() => void) | undefined;
}

export function Remedies({ error, remedies, from, retry }: RemediesProps) {
  const { openPicker, openConversation, editLastMessage } = useShell();
  const page = usePage();
  const secondsLeft = useCountdown(error.retry_after_ms ?? 0, from);

  const actions: Record<Remedy, { label: string; run: (() => void) | undefined; disabled?: boolean }> = {
    retry: { label: secondsLeft > 0 ? `Retry in ${clock(secondsLeft)}` : "Retry", run: retry, disabled: secondsLeft > 0 },
    pick_model: { label: "Choose another model", run: openPicker },
    new_chat: { label: "New chat", run: () => openConversation(null) },
    edit: { label: "Edit message", run: editLastMessage },
    session: { label: "Check again", run: () => void page.resync() },
  };
  const offered = remedies.map((remedy) => ({ remedy, ...actions[remedy] })).filter(({ run }) => run);
  if (offered.length === 0) return null;
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {offered.map(({ remedy, label, run, disabled }, index) => (
        <Button key={remedy} look={index === 0 ? "solid" : "outline"} disabled={disabled} onClick={run} className="h-8 px-3 tabular-nums">
          {label}
        </Button>
      ))}
    </div>
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
