import { Tooltip } from "radix-ui";
import { useEffect } from "react";
import { NoticesView } from "@/kit/notices_view";
import { preloadMarkdown } from "@/markdown/lazy_markdown";
import type { Page } from "@/state/page";
import { PageProvider, usePageState } from "@/state/page_context";
import { SessionPage } from "./session_page";
import { Shell } from "./shell";
import { useTheme } from "./use_theme";
import { useVisibleHeight } from "./use_visible_height";

export function App({ page }: { page: Page }) {
  useEffect(() => {
    void page.resync();
    preloadMarkdown();
    const lookAgain = () => void (document.visibilityState === "visible" && page.checkServer());
    document.addEventListener("visibilitychange", lookAgain);
    window.addEventListener("focus", lookAgain);
    return () => {
      document.removeEventListener("visibilitychange", lookAgain);
      window.removeEventListener("focus", lookAgain);
      page.close();
    };
  }, [page]);

  return (
    <PageProvider page={page}>
      <Tooltip.Provider delayDuration={400}>
        <Room />
        <NoticesView />
      </Tooltip.Provider>
    </PageProvider>
  );
}

function Room() {
  const missing = usePageState((state) => state.session === "missing");
  useTheme();
  useVisibleHeight();
  return missing ? <SessionPage /> : <Shell />;
}
