/** Why a line of a list of texts isn't kept; undefined: it is. */
export function lineProblem(lines: readonly string[], index: number): string | undefined {
  const line = lines[index] ?? "";
  if (line === "") return "Fill it in: an empty line isn't kept.";
  return lines.indexOf(line) === index ? undefined : `"${line}" is there twice: this one isn't kept.`;
}

/** The lines that can be kept. */
export function keptLines(lines: readonly string[]): string[] {
  return lines.filter((_, index) => lineProblem(lines, index) === undefined);
}
