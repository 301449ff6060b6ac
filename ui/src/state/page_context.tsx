// Gives components the page object, and hooks that re-render only when the selected part of its state changes.
import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import type { Page } from "./page";
import type { PageState } from "./page_state";
import type { Preferences } from "./preferences";

const PageContext = createContext<Page | null>(null);

export function PageProvider({ page, children }: { page: Page; children: ReactNode }) {
  return <PageContext value={page}>{children}</PageContext>;
}

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error("usePage needs a PageProvider above it");
  return page;
}

export function usePageState<T>(select: (state: PageState) => T): T {
  return useStore(usePage().store, select);
}

export function usePreferences<T>(select: (preferences: Preferences) => T): T {
  return useStore(usePage().preferences, select);
}
