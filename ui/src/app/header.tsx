import { PanelLeft, SquarePen } from "lucide-react";
import { IconButton } from "@/kit/icon_button";
import { ModelTrigger } from "@/models/model_trigger";
import { usePageState } from "@/state/page_context";
import { useShell } from "./shell_context";

export function Header({ drawerBeside, openDrawer }: { drawerBeside: boolean; openDrawer: () => void }) {
  const { conversationId, openConversation } = useShell();
  const title = usePageState((state) => (conversationId === null ? "New chat" : titleOf(state, conversationId)));
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 px-3 max-md:px-2">
      {!drawerBeside && <IconButton icon={PanelLeft} label="Conversations" onClick={openDrawer} />}
      <h1 className="min-w-0 flex-1 truncate pl-2 text-sm font-medium text-ink-2 max-md:sr-only">{title}</h1>
      <div className="min-w-0 max-md:flex-1">
        <ModelTrigger />
      </div>
      {!drawerBeside && <IconButton icon={SquarePen} label="New chat" keys="Ctrl Shift O" onClick={() => openConversation(null)} />}
    </header>
  );
}

function titleOf({ conversations, threads }: Parameters<Parameters<typeof usePageState>[0]>[0], id: string): string {
  return conversations?.find((conversation) => conversation.id === id)?.title || threads[id]?.title || "Conversation";
}
