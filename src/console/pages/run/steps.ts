import type { Run } from "../shared/types.ts";
import type { Happening } from "./happening.ts";

/** One time that the run was in a block. */
export type Step = Run["steps"][number];

/** Words for what became of it. */
export const STEP_WORDS: Readonly<Record<Step["status"], string>> = {
  running: "running",
  retrying: "trying again",
  sleeping: "sleeping",
  waiting: "waiting for a callback",
  arrived: "waiting for other branches",
  done: "done",
  "timed-out": "timed out",
  released: "released by hand",
  rejected: "rejected",
  failed: "failed",
  cancelled: "cancelled",
};

/** How long a block took, told where it was left. */
export function tookAt(steps: readonly Step[], { at, block, occurrence }: Happening): number | undefined {
  const step = steps.find((one) => one.block === block && one.occurrence === occurrence);
  if (!step || step.leftAt !== at || step.leftAt === step.enteredAt) return undefined;
  return step.leftAt - step.enteredAt;
}
