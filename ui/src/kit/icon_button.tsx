// A button that shows only an icon: its label is its name for everybody, and appears as a tooltip with its keys.
import type { LucideIcon } from "lucide-react";
import { Tooltip } from "radix-ui";
import type { ComponentProps } from "react";
import { classNames } from "./class_names";

interface IconButtonProps extends ComponentProps<"button"> {
  icon: LucideIcon;
  label: string;
  keys?: string;
  size?: "small" | "normal";
}

export function IconButton({ icon: Icon, label, keys, size = "normal", className, ...props }: IconButtonProps) {
  const small = size === "small";
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          className={classNames(
            "inline-flex shrink-0 items-center justify-center rounded-lg text-ink-3 transition-colors hover:bg-hover hover:text-ink",
            "disabled:pointer-events-none disabled:opacity-50 data-[state=open]:bg-hover data-[state=open]:text-ink",
            small ? "size-8" : "size-9 max-md:size-10",
            className,
          )}
          {...props}
        >
          <Icon aria-hidden size={small ? 16 : 18} strokeWidth={1.75} />
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
          {label}
          {keys && <kbd>{keys}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
