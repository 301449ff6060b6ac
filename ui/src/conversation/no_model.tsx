// Nothing can answer yet: the two ways to change that, and what the server says about its own providers.
import { Cloud, HardDrive, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { ErrorObject } from "@/api/types";
import { CommandLine } from "@/kit/command_line";
import { Button } from "@/kit/button";
import type { Place } from "@/models/place";
import { usePage, usePageState } from "@/state/page_context";

const providerExample = `[providers.acme]
kind = "openai-compatible"
base_url = "https://api.acme.example/v1"
api_key = "env:ACME_API_KEY"`;

export function NoModel({ error }: { error: ErrorObject | null }) {
  const page = usePage();
  const providers = usePageState((state) => state.providers);
  const local = providers?.find((provider) => provider.local);
  return (
    <div className="appear my-auto py-6">
      <h2 className="text-[1.75rem] leading-tight font-semibold tracking-[-0.022em]">No model can answer yet</h2>
      <p className="mt-2.5 text-base leading-relaxed text-ink-2">
        {error ? `The list of models could not be fetched: ${error.message}` : "Two ways to get one. This page notices by itself when it is there."}
      </p>
      <div className="mt-8 grid grid-cols-[2fr_3fr] gap-4 max-lg:grid-cols-1">
        <Way icon={HardDrive} place="local" title="On this machine">
          <p>{local?.detail || "A local model needs llama-server and a model file (GGUF)."}</p>
          <p>What is missing, and how to get it, is told by:</p>
          <CommandLine text="patchbay doctor" />
        </Way>
        <Way icon={Cloud} place="away" title="At a provider">
          <p>Any OpenAI-compatible service is four lines in the configuration file:</p>
          <CommandLine text={providerExample} />
        </Way>
      </div>
      <Button className="mt-6" onClick={() => void page.refreshModels()}>Look again</Button>
    </div>
  );
}

function Way({ icon: Icon, place, title, children }: { icon: LucideIcon; place: Place; title: string; children: ReactNode }) {
  return (
    <section data-place={place} className="min-w-0 space-y-2.5 rounded-2xl border border-line bg-raised p-5 text-sm leading-relaxed text-ink-2">
      <h3 className="flex items-center gap-2 text-[0.9375rem] font-semibold text-ink">
        <Icon aria-hidden size={17} className="text-wire" /> {title}
      </h3>
      {children}
    </section>
  );
}
