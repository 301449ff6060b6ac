import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstPaint } from "./tooling/first_paint.ts";
import { precompress } from "./tooling/precompress.ts";

// Where `npm run dev` finds a running Patchbay (or the mock): its page origin.
const backend = process.env.PATCHBAY_URL ?? "http://127.0.0.1:7878";

export default defineConfig({
  plugins: [react(), tailwindcss(), firstPaint(), precompress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    // light-dark() and text-wrap: pretty, without rewriting.
    target: ["chrome123", "firefox121", "safari17.5"],
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/v1": backend, "/admin": backend } },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/set_up.ts"],
    restoreMocks: true,
    testTimeout: 60_000, // a busy machine is no failure
    unstubGlobals: true,
  },
});
