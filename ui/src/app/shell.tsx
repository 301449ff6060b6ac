// The page once there is a session: drawer, header, conversation, composer, and what lies above them.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Announcer } from "@/conversation/announcer";
import { Composer } from "@/conversation/composer";
import { ThreadBody } from "@/conversation/thread_body";
import { useThreadActions } from "@/conversation/use_thread_actions";
import { DrawerBeside, DrawerSheet } from "@/drawer/drawer";
import { useTouch, useWide } from "@/kit/use_media";
import { ModelPicker } from "@/models/model_picker";
import { newThreadKey } from "@/state/page_state";
import { usePage, usePageState, usePreferences } from "@/state/page_context";
import { goTo, useRoute } from "@/state/route";
import { ConnectionBanner } from "./connection_banner";
import { Header } from "./header";
import { type Shell as ShellValue, ShellContext } from "./shell_context";
import { useShortcuts } from "./use_shortcuts";

export function Shell() {
  const page = usePage();
  const conversationId = useRoute();
  const threadKey = conversationId ?? newThreadKey;
  const composer = useRef<HTMLTextAreaElement>(null);
  const touch = useTouch();
  const [pickerOpen, setPickerOpen] = useState(false);
  const [editing, edit] = useState<string | null>(null);

  useEffect(() => {
    page.openThread(conversationId);
    edit(null);
    if (!touch) composer.current?.focus();
  }, [page, conversationId, touch]);

  const shell = useMemo<ShellValue>(() => {
    const focusComposer = () => composer.current?.focus();
    return {
      threadKey,
      conversationId,
      openPicker: () => setPickerOpen(true),
      openConversation: (id) => {
        goTo(id);
        if (!touch) focusComposer();
      },
      focusComposer,
      editing,
      edit,
      editLastMessage: () => {
        const { threads, outbox } = page.store.getState();
        const thread = threads[threadKey];
        const last = outbox[threadKey] ? undefined : thread?.order.findLast((id) => thread.messages[id]?.role === "user");
        if (last) edit(last);
        else focusComposer();
      },
    };
  }, [page, threadKey, conversationId, editing, touch]);

  return (
    <ShellContext value={shell}>
      <Frame pickerOpen={pickerOpen} setPickerOpen={setPickerOpen} composer={composer} />
    </ShellContext>
  );
}

interface FrameProps {
  pickerOpen: boolean;
  setPickerOpen: (open: boolean) => void;
  composer: React.RefObject<HTMLTextAreaElement | null>;
}

function Frame({ pickerOpen, setPickerOpen, composer }: FrameProps) {
  const page = usePage();
  const conversationId = useRoute();
  const actions = useThreadActions();
  const wide = useWide();
  const preferOpen = usePreferences((preferences) => preferences.drawerOpen);
  const [sheetOpen, setSheetOpen] = useState(false);
  const beside = wide && preferOpen;
  useTitle(conversationId);
  useShortcuts({
    picker: useCallback(() => setPickerOpen(true), [setPickerOpen]),
    newChat: useCallback(() => (goTo(null), composer.current?.focus()), [composer]),
    stop: actions.stop,
  });

  return (
    <div className="flex h-(--visible-height,100dvh) max-h-dvh">
      <a href="#composer" className="skip-link" onClick={(event) => (event.preventDefault(), composer.current?.focus())}>
        Skip to the message box
      </a>
      {beside && <DrawerBeside close={() => page.preferences.setState({ drawerOpen: false })} />}
      {!wide && <DrawerSheet open={sheetOpen} onOpenChange={setSheetOpen} />}
      <main className="flex min-w-0 flex-1 flex-col bg-paper">
        <Header drawerBeside={beside} openDrawer={() => (wide ? page.preferences.setState({ drawerOpen: true }) : setSheetOpen(true))} />
        <ConnectionBanner />
        <ThreadBody key={conversationId} actions={actions} />
        <div className="composer-place relative shrink-0 px-6 pb-[max(18px,env(safe-area-inset-bottom))] max-md:px-3 max-md:pb-[max(10px,env(safe-area-inset-bottom))]">
          <Composer actions={actions} box={composer} />
        </div>
      </main>
      <Announcer />
      <ModelPicker open={pickerOpen} onOpenChange={setPickerOpen} />
    </div>
  );
}

function useTitle(conversationId: string | null): void {
  const title = usePageState((state) => state.conversations?.find(({ id }) => id === conversationId)?.title);
  useEffect(() => {
    document.title = title ? `${title} · Patchbay` : "Patchbay";
  }, [title]);
}
