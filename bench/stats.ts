/** The middle one of the sorted values; of an even count the lower of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** Quotients of what was measured in the same rounds. */
export function ratios(ours: readonly number[], others: readonly number[]): number[] {
  return ours.map((value, round) => value / (others[round] ?? Number.NaN));
}

/** A new array in another order: the same for the same length, so that runs can be compared. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const result = [...items];
  let seed = 1;
  for (let end = result.length; end > 1; end--) {
    seed = (seed * 48_271) % 2_147_483_647;
    const at = seed % end;
    result.push(...result.splice(at, 1));
  }
  return result;
}
