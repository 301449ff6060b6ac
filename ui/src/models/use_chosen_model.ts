import { useMemo } from "react";
import { useShell } from "@/app/shell_context";
import { type ChosenModel, chosenModel } from "@/state/chosen_model";
import { usePageState, usePreferences } from "@/state/page_context";

export function useChosenModel(): ChosenModel {
  const { threadKey } = useShell();
  const models = usePageState((state) => state.models);
  const threadModel = usePageState((state) => state.threads[threadKey]?.model ?? "");
  const last = usePreferences((preferences) => preferences.model);
  const override = usePreferences((preferences) => preferences.models[threadKey]);
  return useMemo(() => {
    const threads = threadModel ? { [threadKey]: { model: threadModel } } : {};
    return chosenModel({ models, threads }, { model: last, models: override ? { [threadKey]: override } : {} }, threadKey);
  }, [models, threadKey, threadModel, last, override]);
}
