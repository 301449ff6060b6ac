import { TriangleAlert } from "lucide-react";
import { Popover } from "radix-ui";
import type { Message } from "@/api/types";
import { placeOf } from "@/models/place";
import { usePageState } from "@/state/page_context";
import { nameOf } from "@/state/chosen_model";
import { fullReceipt, shortReceipt } from "./receipt_words";

// One quiet line: who answered, how much, how fast, how it ended. A click shows everything that is known.
export function Receipt({ message }: { message: Message }) {
  const place = usePageState((state) => placeOf(state, message.model, message.provider));
  const parts = shortReceipt(message);
  return (
    <Popover.Root>
      <Popover.Trigger
        data-place={place ?? undefined}
        className="receipt"
        aria-label={`Receipt: ${message.provider}, ${nameOf(message.model)}, ${parts.map(({ text }) => text).join(", ")}`}
      >
        <span className="size-1.5 shrink-0 rounded-full bg-wire" />
        <span className="min-w-16 truncate font-medium text-ink-2">{message.provider ? `${message.provider}/${nameOf(message.model)}` : message.model}</span>
        {parts.map(({ text, spare }) => (
          <span key={text} className={spare ? "max-md:hidden" : undefined}>
            {text}
          </span>
        ))}
        {(message.warnings ?? []).length > 0 && <TriangleAlert size={13} className="text-away" />}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content aria-label="Receipt" className="panel appear z-50 w-[min(22rem,calc(100vw-2rem))] p-4" align="start" sideOffset={6} collisionPadding={12}>
          <dl className="receipt-card">
            {fullReceipt(message).map(({ label, value }) => (
              <div key={label + value}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
