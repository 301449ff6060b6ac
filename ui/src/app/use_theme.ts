import { useEffect } from "react";
import { usePreferences } from "@/state/page_context";

// first_paint.js does the same before the page is drawn.
export function useTheme(): void {
  const theme = usePreferences((preferences) => preferences.theme);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
