import { useEffect, useMemo, useState } from "react";
import { GrowingHighlight, isReady, type Line, prepare } from "./highlighter";
import { languageNamed } from "./languages";

const longestHighlighted = 200_000; // characters; beyond that colours cost more than they tell

// The lines of the code as coloured tokens, or null while (or because) there are no colours for it.
export function useHighlightedLines(code: string, fenceWord: string): readonly Line[] | null {
  const language = languageNamed(fenceWord);
  const [, setPrepared] = useState<string | null>(null);
  const ready = language !== null && isReady(language);

  useEffect(() => {
    if (language === null || isReady(language)) return;
    let wanted = true;
    prepare(language).then(
      () => wanted && setPrepared(language),
      (cause: unknown) => console.warn(`Code in ${language} stays without colours.`, cause),
    );
    return () => {
      wanted = false;
    };
  }, [language]);

  const highlight = useMemo(() => (ready ? new GrowingHighlight(language) : null), [ready, language]);
  return useMemo(() => (highlight && code.length <= longestHighlighted ? highlight.lines(code) : null), [highlight, code]);
}
