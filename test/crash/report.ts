import type { Violation } from "./checker.ts";
import type { Attempt, History } from "./history.ts";
import { waitsOf } from "./waits.ts";

/** Longer histories are cut: the file has all of it. */
const MOST_LINES = 60;

/** A violation with everything that happened to those concerned, in order. */
export function tell({ rule, says, tokens, runs }: Violation, history: History): string {
  const events: [number, string][] = [];
  const seen = new Set(tokens);
  for (const run of history.runs.filter(({ id }) => runs.includes(id))) {
    for (const { at, type, block = "", occurrence = "", ...rest } of run.timeline) {
      const { output, receipt, error, timeoutAt } = rest;
      const more = JSON.stringify({ output, receipt, error, timeoutAt });
      events.push([at, `run ${run.id} (${run.flow}) ${type} ${block}:${occurrence} ${more.slice(0, 200)}`]);
      for (const { token } of history.callbacks) if (more.includes(`"${token}"`)) seen.add(token);
    }
  }
  for (const { token, kind, execution, key, attempts } of [...history.callbacks, ...history.heartbeats]) {
    if (seen.has(token) || (kind === "heartbeat" && runs.includes(execution ?? "")))
      addAttempts(events, `${token} (${kind} to ${execution}, key ${key})`, attempts);
  }
  for (const { token, run, number, attempts, revocations } of history.links) {
    if (!runs.includes(run)) continue;
    addAttempts(events, `answer by link ${number} of ${run} (${token})`, attempts);
    addAttempts(events, `revocation of link ${number} of ${run}`, revocations);
  }
  for (const { run, occurrence, to, attempts } of history.moves) {
    if (runs.includes(run))
      addAttempts(events, `operator's deadline ${to} of ${run}:${occurrence}`, attempts);
  }
  for (const { token, flow, key, attempts } of history.starts) {
    if (seen.has(token)) addAttempts(events, `${token} (start of ${flow}, key ${key})`, attempts);
  }
  for (const { at, key, run, block } of history.requests) {
    if (runs.includes(run)) events.push([at, `outside was asked: ${block}, key ${key}`]);
  }
  const [from, to] = [Math.min(...events.map(([at]) => at)), Math.max(...events.map(([at]) => at))];
  for (const { at, window, upAt } of history.kills) {
    if (at > from - 5_000 && at < to + 5_000) events.push([at, `KILL (${window})`], [upAt, "up again"]);
  }
  const lines = events
    .toSorted(([a], [b]) => a - b)
    .map(([at, what]) => `  ${String(at - from).padStart(7)} ms  ${what}`);
  const concerned = [...tokens, ...runs].join(", ");
  return [`VIOLATION of "${rule}": ${concerned} ${says}`, ...lines.slice(0, MOST_LINES)].join("\n");
}

function addAttempts(events: [number, string][], who: string, attempts: readonly Attempt[]): void {
  for (const { sentAt, endedAt, answer } of attempts) {
    events.push(
      [sentAt, `${who} sent`],
      [endedAt, `${who} got ${answer ? JSON.stringify(answer) : "nothing"}`],
    );
  }
}

/** What a round, or all of them, amounted to. */
export interface Tally {
  kills: number;
  windows: Record<string, number>;
  callbacks: number;
  /** How often callbacks were sent, retries and duplicates included. */
  attempts: number;
  /** Those whose answer the kill took away. */
  lost: number;
  kinds: Record<string, number>;
  starts: number;
  runs: number;
  outside: number;
  /** Waits whose last deadline came while the server was dead. */
  dueWhileDead: number;
  restartsMs: number[];
}

export function tallyOf(history: History, restartsMs: number[]): Tally {
  const links = history.links.map((link) => ({ ...link, kind: `link, made by the ${link.by}` }));
  const moves = history.moves.map(({ attempts }) => ({ kind: "deadline, by the operator", attempts }));
  const callbacks = history.callbacks.map(({ kind, flow, attempts }) => {
    return { kind: flow === "board" ? `${kind}, on a page` : kind, attempts };
  });
  const sent = [...callbacks, ...history.heartbeats, ...links, ...moves];
  const attempts = sent.flatMap((callback) => callback.attempts);
  return {
    kills: history.kills.length,
    windows: count(history.kills.map(({ window }) => window)),
    callbacks: history.callbacks.length,
    attempts: attempts.length,
    lost: attempts.filter(({ answer }) => answer === null).length,
    kinds: count(sent.map(({ kind }) => kind)),
    starts: history.starts.length,
    runs: history.runs.length,
    outside: history.requests.length,
    dueWhileDead: history.runs
      .flatMap(waitsOf)
      .filter(({ timeoutAt }) => history.kills.some(({ at, upAt }) => isWithin(timeoutAt, at, upAt))).length,
    restartsMs,
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const total = (of: (tally: Tally) => number) => tallies.reduce((sum, tally) => sum + of(tally), 0);
  const merged = (of: (tally: Tally) => Record<string, number>) => {
    const sums: Record<string, number> = {};
    for (const [name, n] of tallies.flatMap((tally) => Object.entries(of(tally)))) {
      sums[name] = (sums[name] ?? 0) + n;
    }
    return sums;
  };
  return {
    kills: total(({ kills }) => kills),
    windows: merged(({ windows }) => windows),
    callbacks: total(({ callbacks }) => callbacks),
    attempts: total(({ attempts }) => attempts),
    lost: total(({ lost }) => lost),
    kinds: merged(({ kinds }) => kinds),
    starts: total(({ starts }) => starts),
    runs: total(({ runs }) => runs),
    outside: total(({ outside }) => outside),
    dueWhileDead: total(({ dueWhileDead }) => dueWhileDead),
    restartsMs: tallies.flatMap(({ restartsMs }) => restartsMs),
  };
}

export function summaryOf(tally: Tally): string {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, n]) => `  ${String(n).padStart(6)}  ${name}`);
  const sorted = tally.restartsMs.toSorted((a, b) => a - b);
  const [median = 0, most = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return [
    `Callbacks (${tally.attempts} requests, ${tally.lost} without an answer):`,
    ...list(tally.kinds),
    "Kills:",
    ...list(tally.windows),
    `${tally.starts} starts by the API, ${tally.runs} runs, ${tally.outside} outside requests.`,
    `${tally.dueWhileDead} deadlines came while the server was dead.`,
    `A restart took ${Math.round(median)} ms in the median, ${Math.round(most)} ms at most.`,
  ].join("\n");
}

function isWithin(time: number | null, from: number, to: number): boolean {
  return time !== null && time > from && time < to;
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
