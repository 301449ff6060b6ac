import type { ComponentProps } from "react";
import { classNames } from "./class_names";

type Look = "solid" | "outline" | "quiet";

const looks: Record<Look, string> = {
  solid: "bg-ink text-paper hover:bg-ink-2 disabled:bg-ink-3",
  outline: "border border-line-strong bg-raised text-ink hover:border-ink-3 hover:bg-hover",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink",
};

export function Button({ look = "outline", className, ...props }: ComponentProps<"button"> & { look?: Look }) {
  return (
    <button
      type="button"
      className={classNames(
        "inline-flex h-9 items-center justify-center gap-2 rounded-lg px-3.5 text-sm font-medium whitespace-nowrap transition-colors",
        "disabled:pointer-events-none disabled:opacity-60",
        looks[look],
        className,
      )}
      {...props}
    />
  );
}
