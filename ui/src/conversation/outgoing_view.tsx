// What stands at the end of a conversation before the server has accepted a run, or after it has refused one.
import { ErrorCard } from "@/errors/error_card";
import { useShell } from "@/app/shell_context";
import { useChosenModel } from "@/models/use_chosen_model";
import { placeOf } from "@/models/place";
import { usePage, usePageState } from "@/state/page_context";
import { Bubble } from "./user_message";
import type { ThreadActions } from "./use_thread_actions";

export function OutgoingView({ actions }: { actions: ThreadActions }) {
  const page = usePage();
  const { threadKey } = useShell();
  const { id: model } = useChosenModel();
  const outgoing = usePageState((state) => state.outbox[threadKey]);
  const place = usePageState((state) => placeOf(state, outgoing?.request.model ?? "", ""));
  if (!outgoing) return null;

  const { request, state, error } = outgoing;
  if (state === "sending") {
    if (!("text" in request) || "replace" in request) return null;
    return (
      <div className="mt-6 flex flex-col gap-12" data-place={place ?? undefined}>
        <div className="flex flex-col items-end">
          <Bubble text={request.text} />
        </div>
        <p className="flex h-7 items-center gap-2.5 text-[0.9375rem] text-ink-3">
          <span aria-hidden className="breathe size-2 rounded-full bg-wire" />
          Sending
        </p>
      </div>
    );
  }

  // The text is back in the composer, where it may have been changed: that is what is sent again.
  function retry(): void {
    const draft = page.preferences.getState().drafts[threadKey]?.trim();
    if ("text" in request && !("replace" in request)) return draft ? actions.send(draft) : page.dismissOutgoing(threadKey);
    actions.again(request);
  }

  return error && <div className="mt-6"><ErrorCard error={{ model, ...error }} retry={retry} /></div>;
}
