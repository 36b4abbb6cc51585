/** " Did you mean `x`?" for the nearest of the names, or nothing if none is near. */
export function suggest(name: string, names: readonly string[]): string {
  let best: string | undefined;
  let least = name.length > 3 ? 3 : 2;
  for (const candidate of names) {
    const away = distance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (away >= least) continue;
    best = candidate;
    least = away;
  }
  return best === undefined ? "" : ` Did you mean \`${best}\`?`;
}

/** Edits from one name to the other (insert, delete, change), or `enough` if they are that many. */
function distance(a: string, b: string, enough: number): number {
  if (Math.abs(a.length - b.length) >= enough || a.length > 64) return enough;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? enough;
}
