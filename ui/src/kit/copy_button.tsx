import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { usePage } from "@/state/page_context";
import { IconButton } from "./icon_button";

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { notices } = usePage();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  function copy(): void {
    copyText(text).then(
      () => setCopied(true),
      () => notices.show({ text: "This browser does not let the page copy. Select the text and copy it yourself." }),
    );
  }

  return <IconButton icon={copied ? Check : Copy} label={copied ? "Copied" : label} size="small" onClick={copy} />;
}

// navigator.clipboard is absent on plain HTTP away from loopback.
async function copyText(text: string): Promise<void> {
  if (!navigator.clipboard) throw new Error("no clipboard here");
  await navigator.clipboard.writeText(text);
}
