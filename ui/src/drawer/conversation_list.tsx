import { useMemo } from "react";
import { useShell } from "@/app/shell_context";
import { usePage, usePageState } from "@/state/page_context";
import { ConversationRow } from "./conversation_row";
import { timeGroups } from "./time_groups";

export function ConversationList({ chosen }: { chosen: () => void }) {
  const page = usePage();
  const { conversationId, openConversation } = useShell();
  const conversations = usePageState((state) => state.conversations);
  const hidden = usePageState((state) => state.hidden);
  const groups = useMemo(() => timeGroups((conversations ?? []).filter(({ id }) => !(id in hidden)), Date.now()), [conversations, hidden]);

  function remove(id: string): void {
    page.remove(id);
    if (id === conversationId) openConversation(null);
  }

  if (conversations !== null && groups.length === 0) {
    return <p className="px-3 py-2 text-sm text-ink-3">Conversations will be listed here.</p>;
  }
  return groups.map(({ title, members }) => (
    <section key={title} aria-label={title} className="mb-4">
      <h2 className="px-3 pt-2 pb-1.5 text-xs font-medium text-ink-3">{title}</h2>
      <ul className="flex flex-col gap-px">
        {members.map((conversation) => (
          <li key={conversation.id}>
            <ConversationRow conversation={conversation} open={conversation.id === conversationId} chosen={chosen} remove={() => remove(conversation.id)} />
          </li>
        ))}
      </ul>
    </section>
  ));
}
