// What can be done in the open conversation. Each starts at most one run, with the model that is chosen at that moment.
import { useMemo } from "react";
import { useShell } from "@/app/shell_context";
import type { RunRequest } from "@/api/types";
import { useChosenModel } from "@/models/use_chosen_model";
import { usePage } from "@/state/page_context";

export interface ThreadActions {
  send: (text: string) => void;
  regenerate: (assistantMessage: string) => void;
  replace: (userMessage: string, text: string) => Promise<boolean>; // whether the server has accepted
  again: (request: RunRequest) => void;
  stop: () => void;
}

export function useThreadActions(): ThreadActions {
  const page = usePage();
  const { threadKey, conversationId, openConversation } = useShell();
  const { id: model } = useChosenModel();

  return useMemo(() => {
    async function start(request: RunRequest): Promise<boolean> {
      const id = await page.startRun(threadKey, request);
      if (id !== null && conversationId === null) openConversation(id);
      return id !== null;
    }
    const chosen = model ?? "";
    return {
      send: (text) => void start({ conversation_id: conversationId, model: chosen, text }),
      regenerate: (id) => void start({ conversation_id: threadKey, model: chosen, regenerate: id }),
      replace: (id, text) => start({ conversation_id: threadKey, model: chosen, replace: id, text }),
      again: (request) => void start({ ...request, model: chosen }),
      stop: () => void (conversationId !== null && page.stopRun(conversationId)),
    };
  }, [page, threadKey, conversationId, openConversation, model]);
}
