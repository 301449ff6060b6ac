import { Button } from "@/kit/button";
import { CommandLine } from "@/kit/command_line";
import { Mark } from "@/kit/mark";
import { usePage } from "@/state/page_context";

// Without a session nothing is shown. The link opens one; this window notices when it comes back to the front.
export function SessionPage() {
  const page = usePage();
  return (
    <main className="flex min-h-dvh items-center justify-center p-5">
      <div className="appear w-full max-w-md">
        <Mark size={34} />
        <h1 className="mt-6 text-[1.75rem] leading-tight font-semibold tracking-[-0.022em]">Open Patchbay from its terminal</h1>
        <p className="mt-3 text-base leading-relaxed text-pretty text-ink-2">
          This browser has no session yet. On the machine where Patchbay runs, type the command below and open the link that it prints. The link works
          once; this page notices when you come back to it.
        </p>
        <div className="mt-6">
          <CommandLine text="patchbay open" />
        </div>
        <Button className="mt-6" onClick={() => void page.resync()}>Check again</Button>
      </div>
    </main>
  );
}
