import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

// What jsdom lacks and the page needs; sizes are all zero there, so these only have to exist.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

export const media = { wide: true };

// Tests of plain functions run without a window (their first line says so).
const windowed = typeof window !== "undefined";

if (windowed) {
  globalThis.ResizeObserver = NoObserver as unknown as typeof ResizeObserver;
  globalThis.IntersectionObserver = NoObserver as unknown as typeof IntersectionObserver;
  Element.prototype.scrollTo = () => {};
  Element.prototype.scrollIntoView = () => {};
  Element.prototype.hasPointerCapture = () => false;
  window.matchMedia = (query: string) =>
    ({
      matches: query.includes("min-width") ? media.wide : false,
      media: query,
      addEventListener: () => {},
      removeEventListener: () => {},
    }) as unknown as MediaQueryList;
}

beforeEach(() => {
  media.wide = true;
  if (!windowed) return;
  localStorage.clear();
  location.hash = "";
});

afterEach(cleanup);
