// The page before the first message: always something to do, never a blank.
import type { Model } from "@/api/types";
import { placeOf } from "@/models/place";
import { useChosenModel } from "@/models/use_chosen_model";
import { nameOf, sizeInWords } from "@/state/chosen_model";
import { usePageState } from "@/state/page_context";
import { NoModel } from "./no_model";

const examples = [
  { title: "Explain something", text: "Explain what a hash table is, with an everyday comparison." },
  { title: "Write some code", text: "Write a Python function that tells whether a word is a palindrome." },
  { title: "Find a name", text: "Suggest five names for a small bakery by the sea." },
  { title: "Improve a text", text: "Make this friendlier: “I can't come on Friday. Pick another day.”" },
];

export function EmptyState({ send }: { send: (text: string) => void }) {
  const { id, listed } = useChosenModel();
  const models = usePageState((state) => state.models);
  const modelsError = usePageState((state) => state.modelsError);
  const place = usePageState((state) => (id ? placeOf(state, id, "") : null));
  if (models === null && modelsError === null) return null; // not known yet: a moment of calm instead of a wrong claim
  if (!id || models?.length === 0) return <NoModel error={modelsError} />;
  return (
    <div className="appear my-auto flex flex-col py-6" data-place={place ?? undefined}>
      <h2 className="text-[1.75rem] leading-tight font-semibold tracking-[-0.022em]">Ask something</h2>
      <p className="mt-2.5 max-w-[38rem] text-base leading-relaxed text-pretty text-ink-2">{listed ? situation(listed) : `${nameOf(id)} is not listed any more. Choose another model, or try all the same.`}</p>
      <ul className="mt-8 grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        {examples.map(({ title, text }) => (
          <li key={title}>
            <button type="button" className="example" onClick={() => send(text)}>
              <span className="text-sm font-medium">{title}</span>
              <span className="mt-0.5 text-sm leading-snug text-ink-3">{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function situation({ id, patchbay: { provider, local, state, size_bytes } }: Model): string {
  const name = nameOf(id);
  const size = sizeInWords(size_bytes);
  if (!local) return `${name} answers at ${provider}. What you write leaves this machine.`;
  if (state === "loaded") return `${name} is ready on this machine. Nothing you write leaves it.`;
  if (state === "loading") return `${name} is being loaded into memory on this machine. Nothing you write leaves it.`;
  if (state === "unloaded") return `${name} runs on this machine; nothing you write leaves it. The first answer loads it into memory${size ? ` (${size})` : ""}, which takes a moment.`;
  return `${name} runs on this machine. Nothing you write leaves it.`;
}
