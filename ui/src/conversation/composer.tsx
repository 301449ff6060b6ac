import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { useShell } from "@/app/shell_context";
import { IconButton } from "@/kit/icon_button";
import { placeOf } from "@/models/place";
import { useChosenModel } from "@/models/use_chosen_model";
import { usePage, usePageState, usePreferences } from "@/state/page_context";
import { setDraft } from "@/state/preferences";
import { Destination } from "./destination";
import type { ThreadActions } from "./use_thread_actions";

export function Composer({ actions, box }: { actions: ThreadActions; box: RefObject<HTMLTextAreaElement | null> }) {
  const page = usePage();
  const { threadKey, conversationId } = useShell();
  const { id: model, listed } = useChosenModel();
  const text = usePreferences((preferences) => preferences.drafts[threadKey] ?? "");
  const running = usePageState((state) => threadKey in state.running);
  const sending = usePageState((state) => state.outbox[threadKey]?.state === "sending");
  const loaded = usePageState((state) => conversationId === null || state.threads[conversationId]?.load === "ready");
  const place = usePageState((state) => (model ? placeOf(state, model, listed?.patchbay.provider ?? "") : null));
  const sendable = text.trim() !== "" && model !== null && loaded && !running && !sending;

  useLayoutEffect(() => fitToText(box.current), [text, box]);

  function submit(): void {
    if (sendable) actions.send(text.trim());
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <form
      aria-label="Message"
      data-place={place ?? undefined}
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={box}
        id="composer"
        aria-label="Your message"
        placeholder={conversationId === null ? "Ask something" : "Go on"}
        rows={1}
        enterKeyHint="send"
        value={text}
        onChange={(event) => setDraft(page.preferences, threadKey, event.target.value)}
        onKeyDown={keyDown}
      />
      <div className="flex items-center gap-3 pr-2 pb-2 pl-4">
        <Destination model={model} place={place} waiting={running && text.trim() !== ""} />
        {running ? (
          <IconButton icon={Square} label="Stop" keys="Esc" className="send-button stop-button" onClick={actions.stop} />
        ) : (
          <IconButton icon={ArrowUp} label="Send" keys="Enter" type="submit" disabled={!sendable} className="send-button" />
        )}
      </div>
    </form>
  );
}

// As tall as its text, up to 40 % of the window.
function fitToText(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, window.innerHeight * 0.4)}px`;
}
