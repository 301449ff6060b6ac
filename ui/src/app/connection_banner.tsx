import { useEffect, useState } from "react";
import { usePage, usePageState } from "@/state/page_context";

const patience = 1200; // milliseconds that a break may last before anybody is told

export function ConnectionBanner() {
  const page = usePage();
  const interrupted = usePageState((state) => state.link === "interrupted");
  const [shown, setShown] = useState(false);

  useEffect(() => {
    if (!interrupted) return setShown(false);
    const timer = setTimeout(() => setShown(true), patience);
    return () => clearTimeout(timer);
  }, [interrupted]);

  return (
    <div role="status">
      {shown && (
        <div className="appear flex items-center gap-3 border-y border-wait-line bg-wait-soft px-4 py-1.5 text-sm">
          <span aria-hidden className="breathe size-2 shrink-0 rounded-full bg-away" />
          <p className="flex-1">Patchbay is not answering. Reconnecting; nothing you type is lost.</p>
          <button type="button" onClick={() => void page.resync()} className="rounded-md px-2.5 py-1 font-medium underline-offset-4 hover:underline">
            Try now
          </button>
        </div>
      )}
    </div>
  );
}
