// Conversations under headings by when they were last used, newest first.
import type { ConversationSummary } from "@/api/types";

export interface TimeGroup {
  title: string;
  members: ConversationSummary[];
}

const day = 86_400_000;

export function timeGroups(conversations: readonly ConversationSummary[], now: number): TimeGroup[] {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const groups: TimeGroup[] = [];
  for (const conversation of conversations.toSorted((a, b) => b.updated_at - a.updated_at)) {
    const title = titleFor(conversation.updated_at, midnight);
    if (groups.at(-1)?.title !== title) groups.push({ title, members: [] });
    groups.at(-1)!.members.push(conversation);
  }
  return groups;
}

function titleFor(time: number, midnight: number): string {
  if (time >= midnight) return "Today";
  if (time >= midnight - day) return "Yesterday";
  if (time >= midnight - 7 * day) return "The last seven days";
  return new Date(time).toLocaleDateString("en", { month: "long", year: "numeric" });
}
