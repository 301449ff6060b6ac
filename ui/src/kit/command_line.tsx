import { CopyButton } from "./copy_button";

// Something to type or paste elsewhere.
export function CommandLine({ text }: { text: string }) {
  return (
    <div className="flex items-start gap-1 rounded-xl border border-line bg-(--code-ground) py-1.5 pr-1.5 pl-3.5">
      <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto py-1.5 font-mono text-[0.8125rem] leading-relaxed text-ink">{text}</pre>
      <CopyButton text={text} label="Copy" />
    </div>
  );
}
