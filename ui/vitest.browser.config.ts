// The built page in a real Chromium (Debian's, or the one that CHROMIUM names), in front of the mock. Needs `npm run build` first.
// SHOTS=folder keeps a picture of every state.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
