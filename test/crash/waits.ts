import { Approval, type Fact, type SeenRun, TriggerOutput } from "./history.ts";

/** One stop of a run at a trigger, as its timeline tells of it. */
export interface SeenWait {
  run: SeenRun;
  block: string;
  occurrence: number;
  /** Null for a first block's, where the callback was there before the run. */
  openedAt: number | null;
  /** The last one, where it was moved. */
  timeoutAt: number | null;
  moves: Move[];
  /** Of users whom it needs; the last one lets it go on. */
  approvals: { user: string; receipt: string | null }[];
  /** Everything that let it go on: one thing, if all is well. */
  left: Leaving[];
}

/** Of its deadline, by a heartbeat; without a receipt: by the operator. */
export interface Move {
  at: number;
  from: number | null;
  to: number | null;
  receipt: string | null;
}

export interface Leaving {
  at: number;
  type: "activated" | "timed-out" | "rejected";
  /** Of the callback; null for a timeout. */
  token: string | null;
  user: string | null;
  receivedAt: number;
  receipt: string | null;
  /** The users who had approved by then. */
  approvers: string[];
}

/** All waits of a run, in the order in which they began. */
export function waitsOf(run: SeenRun): SeenWait[] {
  const waits = new Map<string, SeenWait>();
  for (const fact of run.timeline) {
    const { type, block, occurrence } = fact;
    if (block === undefined || occurrence === undefined) continue;
    if (!isOfWait(type)) continue;
    const key = `${block}:${occurrence}`;
    const wait = waits.get(key) ?? {
      ...{ run, block, occurrence, openedAt: null, timeoutAt: null, moves: [], approvals: [], left: [] },
    };
    waits.set(key, wait);
    if (type === "waiting") {
      wait.openedAt = fact.at;
      wait.timeoutAt = fact.timeoutAt ?? null;
    } else if (type === "extended") {
      const { at, timeoutAt, receipt = null } = fact;
      wait.moves.push({ at, from: wait.timeoutAt, to: timeoutAt ?? null, receipt });
      wait.timeoutAt = timeoutAt ?? null;
    } else if (type === "approved") {
      const { user } = Approval.parse(fact.approval);
      wait.approvals.push({ user: user.objectId, receipt: fact.receipt ?? null });
    } else wait.left.push(leaving(fact, type));
  }
  return [...waits.values()];
}

const OF_WAITS = ["waiting", "extended", "approved", "activated", "timed-out", "rejected"] as const;

function isOfWait(type: string): type is (typeof OF_WAITS)[number] {
  return OF_WAITS.some((one) => one === type);
}

function leaving({ at, output, receipt }: Fact, type: Leaving["type"]): Leaving {
  const { data, user, receivedAt, approvals } = TriggerOutput.parse(output);
  return {
    ...{ at, type, receivedAt, receipt: receipt ?? null },
    token: data?.token ?? null,
    user: user?.objectId ?? null,
    approvers: approvals.map((approval) => approval.user.objectId),
  };
}
