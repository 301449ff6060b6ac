import { Cloud, HardDrive } from "lucide-react";
import { type Place, placeInWords } from "./place";

export function PlaceBadge({ place }: { place: Place }) {
  const Icon = place === "local" ? HardDrive : Cloud;
  return (
    <span data-place={place} className="inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap text-wire">
      <Icon aria-hidden size={13} strokeWidth={2} />
      {placeInWords[place]}
    </span>
  );
}
