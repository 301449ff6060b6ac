// An error in the place of the reply: what happened, what to do, the buttons for it, and everything else behind Details.
import { ChevronRight, CircleAlert, Hourglass } from "lucide-react";
import { Collapsible } from "radix-ui";
import type { ErrorObject, Message } from "@/api/types";
import { classNames } from "@/kit/class_names";
import { adviceFor } from "./error_table";
import { detailsOf } from "./error_details";
import { Remedies } from "./remedies";

interface ErrorCardProps {
  error: ErrorObject;
  from?: Message; // the reply that failed, for the time since when to count
  retry?: (() => void) | undefined; // absent: there is nothing to retry (any more)
}

export function ErrorCard({ error, from, retry }: ErrorCardProps) {
  const { headline, advice, remedies, tone } = adviceFor(error);
  const Icon = tone === "wait" ? Hourglass : CircleAlert;
  return (
    <section
      role="alert"
      className={classNames(
        "mt-4 rounded-2xl border p-4",
        tone === "wait" ? "border-wait-line bg-wait-soft" : "border-danger-line bg-danger-soft",
      )}
    >
      <div className="flex gap-3">
        <Icon aria-hidden size={19} strokeWidth={1.9} className={classNames("mt-0.5 shrink-0", tone === "wait" ? "text-away" : "text-danger")} />
        <div className="min-w-0 flex-1">
          <p className="text-[0.9375rem] leading-snug font-semibold [overflow-wrap:anywhere]">{headline}</p>
          <p className="mt-1 text-sm leading-relaxed text-ink-2">{advice}</p>
          <Remedies error={error} remedies={remedies} from={from} retry={retry} />
          <Details error={error} />
        </div>
      </div>
    </section>
  );
}

function Details({ error }: { error: ErrorObject }) {
  return (
    <Collapsible.Root className="mt-2">
      <Collapsible.Trigger className="group -ml-1.5 flex h-8 items-center gap-1 rounded-lg px-1.5 text-xs font-medium text-ink-2 hover:bg-hover hover:text-ink">
        <ChevronRight aria-hidden size={14} className="transition-transform group-data-[state=open]:rotate-90" />
        Details
      </Collapsible.Trigger>
      <Collapsible.Content>
        <dl className="error-details">
          {detailsOf(error).map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
