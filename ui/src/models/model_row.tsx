import { Command } from "cmdk";
import { Check } from "lucide-react";
import type { Model } from "@/api/types";
import { nameOf } from "@/state/chosen_model";
import { ModelState } from "./model_state";
import { type Place, placeInWords } from "./place";
import { PlaceBadge } from "./place_badge";

interface ModelRowProps {
  model: Model;
  chosen: boolean;
  choose: () => void;
}

export function ModelRow({ model, chosen, choose }: ModelRowProps) {
  const { provider, kind, local } = model.patchbay;
  const place: Place = local ? "local" : "away";
  return (
    <Command.Item value={model.id} keywords={[provider, kind, placeInWords[place]]} onSelect={choose} className="picker-row" data-place={place}>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{nameOf(model.id)}</span>
          <span className="rounded-md border border-line px-1.5 text-xs leading-5 text-ink-2">{provider}</span>
        </span>
        <span className="mt-0.5 flex flex-wrap items-center gap-x-3">
          <PlaceBadge place={place} />
          <ModelState model={model} />
        </span>
      </span>
      {chosen && <Check aria-label="chosen" size={17} className="shrink-0 text-wire" />}
    </Command.Item>
  );
}
