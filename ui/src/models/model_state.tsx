import type { Model } from "@/api/types";
import { classNames } from "@/kit/class_names";
import { sizeInWords } from "@/state/chosen_model";

// What a local model is doing, in words and as a dot; nothing for models elsewhere, whose state nobody tells.
export function ModelState({ model }: { model: Model }) {
  const words = stateInWords(model);
  if (!words) return null;
  const { state } = model.patchbay;
  return (
    <span className="inline-flex items-center gap-1.5 text-xs whitespace-nowrap text-ink-3">
      <span
        aria-hidden
        className={classNames(
          "size-1.5 rounded-full",
          state === "loaded" ? "bg-local" : "border border-ink-3",
          state === "loading" && "breathe border-local bg-local",
        )}
      />
      {words}
    </span>
  );
}

function stateInWords({ patchbay: { local, state, size_bytes } }: Model): string | null {
  const size = sizeInWords(size_bytes);
  if (!local) return null;
  if (state === "loaded") return "loaded";
  if (state === "loading") return "loading…";
  if (state === "unloaded") return size ? `not loaded, ${size}` : "not loaded";
  return size;
}
