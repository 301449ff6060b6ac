// A model's Markdown, safe and block by block: while text streams in, finished blocks are not rendered again.
import { createElement, type ComponentType, type JSX } from "react";
import { type Components, Streamdown } from "streamdown";
import { CodeBlock } from "./code_block";
import { NamedImage, SafeLink, TaskMark } from "./safe_elements";
import { rehypePlugins } from "./sanitizing";

type Tag = keyof JSX.IntrinsicElements;

// The element itself, styled by styles/markdown.css instead of the library's classes.
function plain(tag: Tag): ComponentType<Record<string, unknown>> {
  return function Plain({ node: _node, ...props }) {
    return createElement(tag, props);
  };
}

const plainTags: Tag[] = ["ol", "ul", "li", "hr", "strong", "thead", "tbody", "tr", "th", "td", "blockquote", "sup", "sub"];

// Headings of a reply stand below the page's own (h1) and the reply's (h2); models begin with # or ## alike.
const headings: Record<string, Tag> = { h1: "h3", h2: "h3", h3: "h4", h4: "h5", h5: "h6", h6: "h6" };

const components = {
  ...Object.fromEntries(plainTags.map((tag) => [tag, plain(tag)])),
  ...Object.fromEntries(Object.entries(headings).map(([written, shown]) => [written, plain(shown)])),
  a: SafeLink,
  img: NamedImage,
  code: CodeBlock,
  input: TaskMark,
  inlineCode: ({ children }) => <code>{children}</code>,
  table: ({ children }) => (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
} as Components;

export default function Markdown({ text, streaming }: { text: string; streaming: boolean }) {
  return (
    <Streamdown
      className="md"
      components={components}
      controls={false}
      data-streaming={streaming || undefined}
      dir="auto"
      isAnimating={streaming}
      lineNumbers={false}
      linkSafety={{ enabled: false }}
      parseIncompleteMarkdown={streaming}
      rehypePlugins={rehypePlugins}
    >
      {text}
    </Streamdown>
  );
}
