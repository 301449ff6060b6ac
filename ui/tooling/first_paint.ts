// Puts src/app/first_paint.js before everything else in <head>, as a hashed file of its own: the Content-Security-Policy
// forbids inline scripts, and a module would run only after the first paint.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const sourcePath = fileURLToPath(new URL("../src/app/first_paint.js", import.meta.url));

export function firstPaint(): Plugin {
  let building = false;
  const source = readFileSync(sourcePath, "utf8");
  const hash = createHash("sha256").update(source).digest("base64url").slice(0, 8);
  const builtName = `assets/first_paint-${hash}.js`;
  return {
    name: "patchbay:first-paint",
    configResolved(config) {
      building = config.command === "build";
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: builtName, source });
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [
        { tag: "script", attrs: { src: building ? `/${builtName}` : "/src/app/first_paint.js" }, injectTo: "head-prepend" },
      ],
    },
  };
}
