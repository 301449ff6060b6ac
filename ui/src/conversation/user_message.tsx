import { Pencil } from "lucide-react";
import { useShell } from "@/app/shell_context";
import type { Message } from "@/api/types";
import { CopyButton } from "@/kit/copy_button";
import { IconButton } from "@/kit/icon_button";
import { MessageEditor } from "./message_editor";

interface UserMessageProps {
  message: Message;
  replace?: ((id: string, text: string) => Promise<boolean>) | undefined; // only the last one may be edited
}

export function UserMessage({ message, replace }: UserMessageProps) {
  const { editing, edit } = useShell();
  if (editing === message.id && replace) {
    return <MessageEditor text={message.text} cancel={() => edit(null)} send={(text) => replace(message.id, text)} />;
  }
  return (
    <article aria-label="You" className="group/message flex flex-col items-end">
      <Bubble text={message.text} />
      <span className="reply-actions mt-0.5 -mb-2">
        <CopyButton text={message.text} label="Copy message" />
        {replace && <IconButton icon={Pencil} label="Edit and send again" size="small" onClick={() => edit(message.id)} />}
      </span>
    </article>
  );
}

export function Bubble({ text }: { text: string }) {
  return (
    <p dir="auto" className="max-w-[85%] rounded-2xl rounded-br-md bg-bubble px-4 py-2.5 text-base leading-relaxed [overflow-wrap:anywhere] whitespace-pre-wrap">
      {text}
    </p>
  );
}
