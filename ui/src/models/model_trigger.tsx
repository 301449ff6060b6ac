import { ChevronsUpDown } from "lucide-react";
import { useShell } from "@/app/shell_context";
import { nameOf, providerOf } from "@/state/chosen_model";
import { usePageState } from "@/state/page_context";
import { placeInWords, placeOf } from "./place";
import { useChosenModel } from "./use_chosen_model";

// The header's model: its name, who serves it, and whether words leave the machine.
export function ModelTrigger() {
  const { openPicker } = useShell();
  const { id, listed } = useChosenModel();
  const known = usePageState((state) => state.models !== null);
  const provider = listed?.patchbay.provider ?? (id ? providerOf(id) : "");
  const place = usePageState((state) => (id ? placeOf(state, id, provider) : null));
  return (
    <button
      type="button"
      onClick={openPicker}
      aria-haspopup="dialog"
      data-place={place ?? undefined}
      className="group flex h-10 max-w-full min-w-0 items-center gap-2.5 rounded-xl pr-2 pl-3 text-left transition-colors hover:bg-hover"
    >
      <span aria-hidden className="size-2 shrink-0 rounded-full bg-wire" />
      <span className="min-w-0">
        <span className="sr-only">Model: </span>
        <span className="block truncate text-sm leading-tight font-medium">{id ? nameOf(id) : known ? "No model" : "Models…"}</span>
        {id && (
          <span className="block truncate text-xs leading-tight text-ink-3">
            {provider}
            {place && <span className="text-wire"> · {placeInWords[place]}</span>}
            {known && !listed && " · no longer listed"}
          </span>
        )}
      </span>
      <ChevronsUpDown aria-hidden size={15} className="shrink-0 text-ink-3 group-hover:text-ink" />
    </button>
  );
}
