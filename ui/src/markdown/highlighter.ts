// Syntax highlighting with Shiki's core and its JavaScript regular-expression engine (no WebAssembly, so the policy needs no exception).
// Colours are CSS variables (styles/code.css), so one result serves light and dark.
import type { GrammarState, HighlighterCore, ThemedToken } from "shiki/core";
import { loadLanguage } from "./languages";

export type Line = readonly ThemedToken[];

const themeName = "patchbay";
const ready = new Map<string, HighlighterCore>();
const loading = new Map<string, Promise<void>>();
let engine: Promise<HighlighterCore> | null = null;

export function isReady(language: string): boolean {
  return ready.has(language);
}

// Loads the engine and the language once; concurrent calls share the work, a failed one may be tried again.
export function prepare(language: string): Promise<void> {
  const running = loading.get(language);
  if (running) return running;
  const started = prepareNow(language).catch((cause: unknown) => {
    loading.delete(language);
    throw cause;
  });
  loading.set(language, started);
  return started;
}

async function prepareNow(language: string): Promise<void> {
  engine ??= createEngine();
  const [highlighter, grammar] = await Promise.all([engine, loadLanguage(language)]);
  await highlighter.loadLanguage(grammar);
  ready.set(language, highlighter);
}

async function createEngine(): Promise<HighlighterCore> {
  const [core, javascript] = await Promise.all([import("shiki/core"), import("shiki/engine/javascript")]);
  const theme = core.createCssVariablesTheme({ name: themeName, variablePrefix: "--code-", fontStyle: true });
  return core.createHighlighterCore({ themes: [theme], langs: [], engine: javascript.createJavaScriptRegexEngine({ forgiving: true }) });
}

// Highlights code that grows at its end in time proportional to what is new: finished lines keep their tokens and the grammar's state.
export class GrowingHighlight {
  private readonly language: string;
  private finishedText = "";
  private finishedLines: Line[] = [];
  private grammarState: GrammarState | undefined;

  constructor(language: string) {
    this.language = language;
  }

  lines(code: string): readonly Line[] {
    if (!code.startsWith(this.finishedText)) this.restart();
    const end = code.lastIndexOf("\n") + 1;
    if (end > this.finishedText.length) this.finish(code.slice(this.finishedText.length, end - 1), code.slice(0, end));
    const rest = code.slice(end);
    return rest === "" ? this.finishedLines : [...this.finishedLines, ...this.tokens(rest).tokens];
  }

  private restart(): void {
    this.finishedText = "";
    this.finishedLines = [];
    this.grammarState = undefined;
  }

  private finish(fresh: string, finishedText: string): void {
    const { tokens, grammarState } = this.tokens(fresh);
    this.finishedLines = [...this.finishedLines, ...tokens];
    this.grammarState = grammarState;
    this.finishedText = finishedText;
  }

  private tokens(code: string) {
    const options = { lang: this.language, theme: themeName, ...(this.grammarState && { grammarState: this.grammarState }) };
    return ready.get(this.language)!.codeToTokens(code, options);
  }
}
