// The Markdown renderer is the page's largest part, so it arrives after the first paint; until then the text stands as it was written.
import { Component, lazy, type ReactNode, Suspense } from "react";

const load = () => import("./markdown");
const Markdown = lazy(load);

export function preloadMarkdown(): void {
  load().catch((cause: unknown) => console.warn("The Markdown renderer could not be loaded; replies stand as plain text.", cause));
}

export function LazyMarkdown({ text, streaming }: { text: string; streaming: boolean }) {
  const asWritten = <div className="md whitespace-pre-wrap">{text}</div>;
  return (
    <FallBack to={asWritten}>
      <Suspense fallback={asWritten}>
        <Markdown text={text} streaming={streaming} />
      </Suspense>
    </FallBack>
  );
}

// A reply that cannot be rendered must not take the page down.
class FallBack extends Component<{ to: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(cause: unknown) {
    console.error("A reply is shown as plain text because rendering it failed.", cause);
  }

  override render() {
    return this.state.failed ? this.props.to : this.props.children;
  }
}
