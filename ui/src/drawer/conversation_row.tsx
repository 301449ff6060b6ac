import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import type { ConversationSummary } from "@/api/types";
import { classNames } from "@/kit/class_names";
import { usePage, usePageState } from "@/state/page_context";
import { addressOf } from "@/state/route";
import { TitleEditor } from "./title_editor";

interface ConversationRowProps {
  conversation: ConversationSummary;
  open: boolean;
  chosen: () => void;
  remove: () => void;
}

export function ConversationRow({ conversation: { id, title }, open, chosen, remove }: ConversationRowProps) {
  const page = usePage();
  const running = usePageState((state) => id in state.running);
  const [renaming, setRenaming] = useState(false);
  const shownTitle = title || "Untitled";

  if (renaming) {
    return (
      <TitleEditor
        title={title}
        done={(next) => {
          setRenaming(false);
          if (next !== null) void page.rename(id, next);
        }}
      />
    );
  }
  return (
    <div className={classNames("group/row relative flex h-9 items-center rounded-lg transition-colors max-md:h-11", open ? "bg-hover" : "hover:bg-hover")}>
      <a
        href={addressOf(id)}
        onClick={chosen}
        aria-current={open ? "page" : undefined}
        className={classNames("flex h-full min-w-0 flex-1 items-center gap-2 rounded-lg pr-9 pl-3 text-sm", open ? "font-medium text-ink" : "text-ink-2")}
      >
        <span className="truncate">{shownTitle}</span>
        {running && <span role="img" aria-label="reply running" className="breathe size-1.5 shrink-0 rounded-full bg-local" />}
      </a>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger aria-label={`Actions for ${shownTitle}`} className="row-menu">
          <Ellipsis aria-hidden size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Content className="panel menu appear" align="end" sideOffset={4}>
          <DropdownMenu.Item className="menu-item" onSelect={() => setTimeout(() => setRenaming(true))}>
            <Pencil aria-hidden size={15} /> Rename
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" data-tone="danger" onSelect={remove}>
            <Trash2 aria-hidden size={15} /> Delete
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Root>
    </div>
  );
}
