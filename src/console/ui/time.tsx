import { useSyncExternalStore } from "react";
import { relativeTime } from "./spans.ts";

const DAY_MS = 86_400_000;
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

interface TimeProps {
  /** Epoch milliseconds, or an instant as ISO 8601 text. */
  at: number | string;
  /** The date and time in any case, not how long ago. */
  absolute?: boolean;
}

/** An instant: how long ago it is within a day, else local date and time; the exact instant on hover. */
export function Time({ at, absolute = false }: TimeProps) {
  const now = useNow();
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <>{String(at)}</>;
  const isNear = !absolute && Math.abs(date.getTime() - now) < DAY_MS;
  return (
    <time dateTime={date.toISOString()} title={`${EXACT.format(date)} (${date.toISOString()})`}>
      {isNear ? relativeTime(date.getTime() - now) : SHORT.format(date)}
    </time>
  );
}

const TICK_MS = 15_000;
const watchers = new Set<() => void>();
let now = Date.now();
let ticking: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on the page, so that "a minute ago" doesn't stay. It asks the server nothing. */
function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}

function watch(onTick: () => void): () => void {
  watchers.add(onTick);
  if (watchers.size === 1) {
    tick();
    ticking = setInterval(tick, TICK_MS);
  }
  return () => {
    watchers.delete(onTick);
    if (watchers.size === 0) clearInterval(ticking);
  };
}

function tick(): void {
  now = Date.now();
  for (const watcher of watchers) watcher();
}
