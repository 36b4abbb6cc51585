import type { Rule } from "./evidence.ts";
import { JOB_SECONDS } from "./flows.ts";

/** A wait isn't there, or not any more. */
const GONE: ReadonlySet<number | null> = new Set([28060, 28100, 28136]);

/** What must hold of heartbeats and of the deadlines that they move. */
export const HEARTBEAT_RULES: Record<string, Rule> = {
  /** By the very request that was answered; what got no answer may have moved it or not. */
  *"an acknowledged heartbeat has moved its deadline, a refused one none"({ heartbeats, waits }) {
    const moved = new Map(
      waits.flatMap(({ run, moves }) => moves.map(({ receipt }) => [receipt, run.id] as const)),
    );
    for (const { token, execution, attempts } of heartbeats) {
      for (const { answer } of attempts) {
        if (!answer) continue;
        const run = moved.get(answer.receipt);
        const isRight = answer.status === 200 ? run === execution : run === undefined;
        if (!isRight) yield { says: `got ${answer.status}, but moved ${run}`, tokens: [token] };
      }
    }
    const sent = heartbeats.reduce((sum, { attempts }) => sum + attempts.length, 0);
    if (moved.size > sent) yield { says: `${moved.size} deadlines were moved by ${sent} heartbeats` };
  },

  /** While it is ahead, never back, and never further than the trigger allows. */
  *"a deadline keeps its bound"({ waits }) {
    for (const { run, openedAt, moves } of waits) {
      for (const { at, from, to } of moves) {
        const bound = (openedAt ?? 0) + JOB_SECONDS * 1_000;
        if (from === null || to === null || at >= from || to < from || to > bound)
          yield { says: `was moved at ${at} from ${from} to ${to}, its bound is ${bound}`, runs: [run.id] };
      }
    }
  },

  *"a heartbeat finds the run that waits for it"({ heartbeats, waits }) {
    for (const { token, execution, attempts } of heartbeats) {
      const there = waits.filter(({ run, block }) => run.id === execution && block === "work");
      for (const { sentAt, endedAt, answer } of attempts) {
        if (!answer || !GONE.has(answer.code)) continue;
        const missed = there.find(
          ({ openedAt, left: [leaving] }) => (openedAt ?? Infinity) < sentAt && (leaving?.at ?? 0) > endedAt,
        );
        if (missed)
          yield { says: `got ${answer.code} while its run waited`, tokens: [token], runs: [missed.run.id] };
      }
    }
  },
};
