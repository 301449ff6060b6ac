import { isValidElement, memo, type ReactNode } from "react";
import { useIsCodeFenceIncomplete } from "streamdown";
import { CopyButton } from "@/kit/copy_button";
import type { Line } from "./highlighter";
import { useHighlightedLines } from "./use_highlighted_lines";

interface CodeBlockProps {
  className?: string | undefined;
  children?: ReactNode;
}

export function CodeBlock({ className, children }: CodeBlockProps) {
  const word = /language-(\S+)/.exec(className ?? "")?.[1] ?? "";
  const code = textOf(children).replace(/\n$/, "");
  const lines = useHighlightedLines(code, word);
  const incomplete = useIsCodeFenceIncomplete();
  return (
    <figure className="code-block" data-incomplete={incomplete || undefined}>
      <figcaption className="code-block-head">
        <span>{word || "text"}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      <pre tabIndex={0} aria-label={`Code, ${word || "plain text"}`} role="region">
        <code>{lines ? lines.map((line, index) => <CodeLine key={index} line={line} />) : code}</code>
      </pre>
    </figure>
  );
}

const CodeLine = memo(function CodeLine({ line }: { line: Line }) {
  return (
    <span>
      {line.map((token) => (
        <span key={token.offset} style={{ color: token.color, fontStyle: token.fontStyle === 1 ? "italic" : undefined }}>
          {token.content}
        </span>
      ))}
      {"\n"}
    </span>
  );
});

function textOf(node: ReactNode): string {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return node.map(textOf).join("");
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : "";
}
