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
      <span aria-hidden className="size-2 shrink-0 rounded-full bg-wire" />
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5">
        <span className="truncate font-medium">{nameOf(model.id)}</span>
        <span className="provider-badge">{provider}</span>
        <span className="flex flex-wrap items-center gap-x-3 md:ml-auto">
          <ModelState model={model} />
          <PlaceBadge place={place} />
        </span>
      </span>
      {chosen ? <Check role="img" aria-label="chosen" size={16} className="shrink-0" /> : <span className="w-4 shrink-0" />}
    </Command.Item>
  );
}
