/** Counting stops there: it may be more. */
const MOST = 10_000;

export function countText(count: number): string {
  return count >= MOST ? `${MOST.toLocaleString()}+` : count.toLocaleString();
}

/** How many, quiet where it is none. */
export function Count({ of: count }: { of: number }) {
  return count === 0 ? <span className="hp-muted">0</span> : countText(count);
}
