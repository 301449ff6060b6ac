import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useState } from "react";
import type { Message } from "@/api/types";
import { LazyMarkdown } from "@/markdown/lazy_markdown";
import { count } from "./receipt_words";

// Open while the model thinks, folded once it answers, unless the reader has opened or closed it: then it stays so.
export function ReasoningBlock({ message }: { message: Message }) {
  const thinking = message.status === "streaming" && message.text === "";
  const [touched, setTouched] = useState<boolean | null>(null);
  const tokens = message.usage?.reasoning;
  return (
    <Collapsible.Root open={touched ?? thinking} onOpenChange={setTouched} className="mb-4">
      <Collapsible.Trigger className="group -ml-2 flex h-8 items-center gap-1.5 rounded-lg px-2 text-sm text-ink-3 transition-colors hover:bg-hover hover:text-ink">
        <ChevronRight aria-hidden size={15} className="transition-transform group-data-[state=open]:rotate-90" />
        <span>{thinking ? "Thinking" : "Reasoning"}</span>
        {thinking && <span aria-hidden className="breathe ml-1 size-1.5 rounded-full bg-wire" />}
        {tokens ? <span>· {count(tokens)} tokens</span> : null}
      </Collapsible.Trigger>
      <Collapsible.Content className="mt-1 border-l-2 border-line pl-4 text-ink-2 [&_.md]:text-[0.9375rem] [&_.md]:leading-relaxed">
        <LazyMarkdown text={message.reasoning} streaming={thinking} />
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
