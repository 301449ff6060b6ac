// A reply as a screen reader should hear it while it is written: block by block, each once it is finished.

const listItem = /^\s*([-*+]|\d+[.)])\s/; // each is heard by itself

export function finishedBlocks(text: string, ended: boolean): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  const flush = () => {
    const spoken = inWords(lines);
    if (spoken !== "") blocks.push(spoken);
    lines = [];
  };
  const all = text.split("\n");
  const whole = ended ? all : all.slice(0, -1); // the last line may still grow
  for (const line of whole) {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (fence === null && mark) {
      flush();
      fence = mark;
      lines.push(line);
    } else if (fence !== null) {
      lines.push(line);
      if (mark?.startsWith(fence)) {
        fence = null;
        flush();
      }
    } else {
      if (line.trim() === "" || listItem.test(line)) flush();
      if (line.trim() !== "") lines.push(line);
    }
  }
  if (ended) flush();
  return blocks;
}

function inWords(lines: string[]): string {
  const language = /^\s*(?:```+|~~~+)\s*(\S*)/.exec(lines[0] ?? "")?.[1];
  if (language !== undefined) return `Code, ${language || "plain text"}, ${Math.max(0, lines.length - 2)} lines.`;
  return lines.join(" ").replace(/^#{1,6}\s+/, "").replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/(\*\*|__|`|^>\s?)/g, "").trim();
}
