import type { Simulated } from "./simulate.ts";

/** A failed history for people: time, who, what; then what is broken. */
export function printed({ seed, notes, problems }: Simulated): string {
  return [
    `Seed ${seed}`,
    ...notes
      .filter(([at, , what]) => what !== "alarm" || at < 3_600_000)
      .map(([at, who, what]) => `${timeOf(at)}  ${who.padEnd(10)}  ${what}`),
    ...problems.map((problem) => `BROKEN  ${problem}`),
  ].join("\n");
}

/** Milliseconds since the beginning as days, hours, minutes and seconds: "  1d 02:03:04.567". */
function timeOf(ms: number): string {
  const [days, rest] = [Math.floor(ms / 86_400_000), new Date(ms % 86_400_000)];
  return `${(days === 0 ? "" : `${days}d`).padStart(4)} ${rest.toISOString().slice(11, 23)}`;
}
