// The drawer of conversations: beside the conversation on wide screens, a sheet over it on narrow ones.
import { PanelLeftClose, SquarePen } from "lucide-react";
import { Dialog } from "radix-ui";
import { useShell } from "@/app/shell_context";
import { IconButton } from "@/kit/icon_button";
import { Mark } from "@/kit/mark";
import { usePageState } from "@/state/page_context";
import { ConversationList } from "./conversation_list";
import { ThemeSwitch } from "./theme_switch";

export function DrawerBeside({ close }: { close: () => void }) {
  return (
    <nav aria-label="Conversations" className="flex w-[17rem] shrink-0 flex-col border-r border-line bg-drawer">
      <DrawerContent close={close} chosen={() => undefined} />
    </nav>
  );
}

export function DrawerSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const close = () => onOpenChange(false);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="sheet fixed inset-y-0 left-0 z-50 flex w-[min(20rem,86vw)] flex-col border-r border-line bg-drawer pb-[env(safe-area-inset-bottom)] outline-none"
        >
          <Dialog.Title className="sr-only">Conversations</Dialog.Title>
          <DrawerContent close={close} chosen={close} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function DrawerContent({ close, chosen }: { close: () => void; chosen: () => void }) {
  const { openConversation } = useShell();
  const version = usePageState((state) => state.version);
  return (
    <>
      <div className="flex h-14 items-center gap-2.5 pr-2.5 pl-4">
        <Mark />
        <span className="flex-1 text-[0.9375rem] font-semibold tracking-[-0.015em]">Patchbay</span>
        <IconButton icon={PanelLeftClose} label="Close the drawer" onClick={close} />
      </div>
      <div className="px-2.5 pb-3">
        <button
          type="button"
          className="new-chat"
          onClick={() => {
            openConversation(null);
            chosen();
          }}
        >
          <SquarePen aria-hidden size={16} strokeWidth={1.75} />
          New chat
          <kbd className="ml-auto max-md:hidden">Ctrl Shift O</kbd>
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2.5">
        <ConversationList chosen={chosen} />
      </div>
      <div className="flex items-center justify-between gap-3 border-t border-line px-4 py-3">
        <span className="text-xs text-ink-3">{version ? `Version ${version}` : ""}</span>
        <ThemeSwitch />
      </div>
    </>
  );
}
