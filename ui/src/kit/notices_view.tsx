// Notices at the lower edge. They wait while the pointer or the focus is on them; F8 leads the keyboard there.
import { X } from "lucide-react";
import { Toast } from "radix-ui";
import { useEffect } from "react";
import { useStore } from "zustand";
import { usePage } from "@/state/page_context";

export function NoticesView() {
  const { notices } = usePage();
  const shown = useStore(notices.store, (state) => state.notices);

  useEffect(() => {
    window.addEventListener("pagehide", notices.closeAll);
    return () => window.removeEventListener("pagehide", notices.closeAll);
  }, [notices]);

  return (
    <Toast.Provider duration={6000} swipeDirection="down" label="Notice">
      {shown.map(({ id, text, action }) => (
        <Toast.Root key={id} className="notice" onOpenChange={(open) => open || notices.close(id)}>
          <Toast.Description className="min-w-0 flex-1 py-2.5 pl-4">{text}</Toast.Description>
          {action && (
            <Toast.Action altText={action.label} className="notice-action" onClick={() => notices.act(id)}>
              {action.label}
            </Toast.Action>
          )}
          <Toast.Close aria-label="Close" className="notice-close">
            <X aria-hidden size={15} />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="notice-viewport" />
    </Toast.Provider>
  );
}
