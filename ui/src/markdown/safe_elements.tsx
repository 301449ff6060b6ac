// Elements of a model's text that could reach beyond the page. Nothing is fetched for them: a link opens only when it is clicked, in a new
// window that knows nothing of this one, and an image is only named (an address with the conversation in it would carry it away).
import { ImageOff } from "lucide-react";
import type { ReactNode } from "react";

const linkable = /^(https?:\/\/|mailto:)/i;

export function SafeLink({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  if (!href || !linkable.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
    </a>
  );
}

export function NamedImage({ src, alt }: { src?: string | Blob | undefined; alt?: string | undefined }) {
  const address = typeof src === "string" && linkable.test(src) ? src : undefined;
  return (
    <span className="named-image">
      <ImageOff aria-hidden size={15} />
      <span>Image not loaded{alt ? `: ${alt}` : ""}</span>
      {address && <SafeLink href={address}>{hostOf(address)}</SafeLink>}
    </span>
  );
}

// The box of a task list; no other input has a place in a reply.
export function TaskMark({ type, checked }: { type?: string | undefined; checked?: boolean | undefined }) {
  return type === "checkbox" ? <input type="checkbox" disabled checked={checked ?? false} readOnly aria-label={checked ? "done" : "to do"} /> : null;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : "link";
}
