import type { World } from "./world.ts";

/** How much of what happened, by name. */
export type Tally = Readonly<Record<string, number>>;

/** What a history has seen, so that a clean one can be told from an empty one. */
export function tallyOf({ platform, history, runs, deaths }: World): Tally {
  const tally: Record<string, number> = {
    histories: 1,
    events: platform.scheduler.events,
    deaths,
    runs: runs.size,
    links: history.links.length,
    "requests by links": history.calls.flatMap(({ link, attempts }) => (link ? attempts : [])).length,
    requests: 0,
  };
  for (const { answer } of [...history.calls, ...history.asked].flatMap(({ attempts }) => attempts)) {
    const name = answer?.outcome ?? "lost";
    tally["requests"] = (tally["requests"] ?? 0) + 1;
    tally[name] = (tally[name] ?? 0) + 1;
  }
  return tally;
}

export function sum(a: Tally, b: Tally): Tally {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}
