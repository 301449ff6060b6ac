import { Cloud, HardDrive } from "lucide-react";
import type { Place } from "@/models/place";
import { providerOf } from "@/state/chosen_model";

// Under the text that is about to be sent: where it will go.
export function Destination({ model, place, waiting }: { model: string | null; place: Place | null; waiting: boolean }) {
  if (waiting) return <p className="min-w-0 flex-1 truncate text-xs text-ink-3">The reply is still being written. <kbd>Esc</kbd> stops it.</p>;
  if (!model || !place) return <p className="min-w-0 flex-1 truncate text-xs text-ink-3">{model ? "" : "Choose a model first"}</p>;
  const Icon = place === "local" ? HardDrive : Cloud;
  return (
    <p className="flex min-w-0 flex-1 items-center gap-1.5 text-xs text-wire">
      <Icon aria-hidden size={13} className="shrink-0" />
      <span className="truncate font-medium">{place === "local" ? "Stays on this machine" : `Goes to ${providerOf(model)}`}</span>
      <span className="ml-auto pl-3 whitespace-nowrap text-ink-3 max-md:hidden pointer-coarse:hidden">
        <kbd>Shift</kbd> <kbd>Enter</kbd> for a new line
      </span>
    </p>
  );
}
