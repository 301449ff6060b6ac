// The command palette of models: type to filter by name, provider or place; arrows and Enter choose.
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useMemo } from "react";
import type { Model } from "@/api/types";
import { useShell } from "@/app/shell_context";
import { usePage, usePageState } from "@/state/page_context";
import { chooseModel } from "@/state/preferences";
import { ModelRow } from "./model_row";
import type { Place } from "./place";
import { PlaceBadge } from "./place_badge";
import { useChosenModel } from "./use_chosen_model";

export function ModelPicker({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { focusComposer } = useShell();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            focusComposer();
          }}
          className="panel appear fixed inset-x-3 top-[max(12px,env(safe-area-inset-top))] z-50 mx-auto flex max-h-[min(34rem,calc(100dvh-24px))] max-w-2xl flex-col overflow-hidden md:top-[14vh] md:max-h-[min(34rem,72vh)]"
        >
          <Dialog.Title className="sr-only">Choose a model</Dialog.Title>
          <Palette close={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ close }: { close: () => void }) {
  const page = usePage();
  const { threadKey } = useShell();
  const models = usePageState((state) => state.models);
  const chosen = useChosenModel();
  const groups = useMemo(() => byPlace(models ?? []), [models]);

  function choose(model: Model): void {
    chooseModel(page.preferences, threadKey, model.id);
    close();
  }

  return (
    <Command label="Choose a model" defaultValue={chosen.id ?? undefined} loop filter={matches} className="flex min-h-0 flex-col">
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden size={17} className="shrink-0 text-ink-3" />
        <Command.Input placeholder="Find a model or a provider" className="picker-input" />
      </div>
      <Command.List label="Models" className="min-h-0 flex-1 scroll-py-10 overflow-y-auto overscroll-contain p-2">
        <Command.Empty className="px-3 py-10 text-center text-sm text-ink-3">{models ? "No model is called that." : "The models are being fetched…"}</Command.Empty>
        {groups.map(([place, members]) => (
          <Command.Group key={place} heading={<PlaceBadge place={place} />} className="picker-group">
            {members.map((model) => (
              <ModelRow key={model.id} model={model} chosen={model.id === chosen.id} choose={() => choose(model)} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
      <p aria-hidden className="flex gap-4 border-t border-line px-4 py-2.5 text-xs text-ink-3 max-md:hidden">
        <span><kbd>↑</kbd> <kbd>↓</kbd> move</span>
        <span><kbd>Enter</kbd> choose</span>
        <span><kbd>Esc</kbd> close</span>
      </p>
    </Command>
  );
}

// Every typed word has to occur somewhere: in the name, the provider, its kind, or the place.
function matches(id: string, typed: string, keywords: string[] = []): number {
  const text = [id, ...keywords].join(" ").toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word)) ? 1 : 0;
}

// This machine first; within a place the server's order.
function byPlace(models: readonly Model[]): [Place, Model[]][] {
  const placed = Map.groupBy(models, (model): Place => (model.patchbay.local ? "local" : "away"));
  return (["local", "away"] as const).map((place): [Place, Model[]] => [place, placed.get(place) ?? []]).filter(([, members]) => members.length > 0);
}
