import { Command } from "cmdk";
import { Check, Cloud, HardDrive } from "lucide-react";
import type { Model } from "@/api/types";
import { nameOf } from "@/state/chosen_model";
import { ModelState } from "./model_state";
import { type Place, placeInWords } from "./place";

interface ModelRowProps {
  model: Model;
  chosen: boolean;
  choose: () => void;
}

export function ModelRow({ model, chosen, choose }: ModelRowProps) {
  const { provider, kind, local } = model.patchbay;
  const place: Place = local ? "local" : "away";
  const Icon = local ? HardDrive : Cloud;
  return (
    <Command.Item value={model.id} keywords={[provider, kind, placeInWords[place]]} onSelect={choose} className="picker-row" data-place={place}>
      <Icon aria-hidden size={16} strokeWidth={1.9} className="shrink-0 text-wire" />
      <span className="truncate font-medium">{nameOf(model.id)}</span>
      <span className="provider-badge">{provider}</span>
      <span className="sr-only">{placeInWords[place]}</span>
      <span className="ml-auto flex items-center gap-3">
        <ModelState model={model} />
        {chosen && <Check role="img" aria-label="chosen" size={16} className="shrink-0" />}
      </span>
    </Command.Item>
  );
}
