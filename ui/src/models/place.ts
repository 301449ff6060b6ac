// Where words go that are sent to a model: they stay on this machine, or they leave it.
import type { PageState } from "@/state/page_state";

export type Place = "local" | "away";

export const placeInWords: Record<Place, string> = { local: "on this machine", away: "leaves this machine" };

// null: neither the model nor its provider is known any more.
export function placeOf({ models, providers }: Pick<PageState, "models" | "providers">, model: string, provider: string): Place | null {
  const known = models?.find(({ id }) => id === model)?.patchbay ?? providers?.find(({ name }) => name === provider);
  if (!known) return null;
  return known.local ? "local" : "away";
}
