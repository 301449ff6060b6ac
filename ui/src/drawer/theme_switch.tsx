import { Monitor, Moon, Sun } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { usePage, usePreferences } from "@/state/page_context";
import type { Theme } from "@/state/preferences";

const themes = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

export function ThemeSwitch() {
  const page = usePage();
  const theme = usePreferences((preferences) => preferences.theme);
  return (
    <ToggleGroup.Root
      type="single"
      value={theme}
      onValueChange={(value) => value && page.preferences.setState({ theme: value as Theme })}
      aria-label="Theme"
      className="flex rounded-lg border border-line p-0.5"
    >
      {themes.map(({ value, label, icon: Icon }) => (
        <ToggleGroup.Item key={value} value={value} aria-label={label} title={label} className="theme-choice">
          <Icon aria-hidden size={15} />
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
