import type { Rule } from "./evidence.ts";
import { JOB_SECONDS } from "./flows.ts";
import type { Move } from "./waits.ts";

/** A wait isn't there, or not any more. */
const GONE: ReadonlySet<number | null> = new Set([28060, 28100, 28136]);

/** What must hold of heartbeats, of the operator's hand, and of the deadlines that both move. */
export const HEARTBEAT_RULES: Record<string, Rule> = {
  /** By the very request that was answered; what got no answer may have moved it or not. */
  *"an acknowledged heartbeat has moved its deadline, a refused one none"({ heartbeats, waits }) {
    const moved = new Map(
      waits.flatMap(({ run, moves }) =>
        moves.filter(isByHeartbeat).map(({ receipt }) => [receipt, run.id] as const),
      ),
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
      for (const move of moves) {
        const { at, from, to } = move;
        const bound = (openedAt ?? 0) + JOB_SECONDS * 1_000;
        const isBound = isByHeartbeat(move) && ((to ?? 0) < (from ?? 0) || (to ?? 0) > bound);
        if (from === null || to === null || at >= from || isBound)
          yield { says: `was moved at ${at} from ${from} to ${to}, its bound is ${bound}`, runs: [run.id] };
      }
    }
  },

  /** Where it was acknowledged, while the run waited; to the moment that he said, wherever heartbeats are bound. */
  *"the operator moves a deadline, and nobody else does by hand"({ moves, waits }) {
    for (const { run, occurrence, to, attempts } of moves) {
      const wait = waits.find((each) => each.run.id === run && each.occurrence === occurrence);
      const isMoved = wait?.moves.some((move) => !isByHeartbeat(move) && move.to === to) ?? false;
      const isSure = attempts.every(({ answer }) => answer !== null);
      const isDone = attempts.some(({ answer }) => answer?.status === 204);
      if (isDone ? !isMoved : isMoved && isSure)
        yield { says: `was ${isDone ? "" : "not "}told that its deadline is ${to}`, runs: [run] };
      // Its time may be over before the alarm comes, as after a kill.
      const leftAt = Math.min(wait?.left[0]?.at ?? 0, wait?.timeoutAt ?? Infinity);
      const openedAt = wait?.openedAt ?? Infinity;
      for (const { sentAt, endedAt, answer } of attempts) {
        const isAway = answer !== null && answer.status !== 204 && answer.status !== 503 && to > endedAt;
        if (isAway && sentAt > openedAt && endedAt < leftAt)
          yield { says: `kept its deadline, by ${answer.status}, while it waited`, runs: [run] };
      }
    }
    for (const { run, occurrence, moves: seen } of waits) {
      const own = moves.filter((move) => move.run === run.id && move.occurrence === occurrence);
      const strange = seen.find((move) => !isByHeartbeat(move) && !own.some(({ to }) => to === move.to));
      if (strange) yield { says: `was moved to ${strange.to} by nobody`, runs: [run.id] };
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

function isByHeartbeat({ receipt }: Move): boolean {
  return receipt !== null;
}
