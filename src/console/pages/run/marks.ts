import type { Mark, Marks } from "../../canvas/marks.ts";
import { spanText } from "../../ui/index.ts";
import { STEP_WORDS, type Step } from "./steps.ts";

/** What the picture says at each block that the run has come to: of several times the last one counts. */
export function marksOf(steps: readonly Step[]): Marks {
  const counts = new Map<string, number>();
  const marks: Record<string, Mark> = {};
  for (const step of steps) {
    const count = (counts.get(step.block) ?? 0) + 1;
    counts.set(step.block, count);
    const note = noteOf(step);
    marks[step.block] = {
      status: STATUS[step.status],
      ...(count > 1 && { count }),
      ...(note !== undefined && { note }),
    };
  }
  return marks;
}

const STATUS = {
  running: "running",
  retrying: "retrying",
  sleeping: "waiting",
  waiting: "waiting",
  arrived: "waiting",
  done: "ran",
  "timed-out": "ran",
  released: "ran",
  rejected: "ran",
  failed: "failed",
  cancelled: "ran",
} as const satisfies Record<Step["status"], Mark["status"]>;

/** How a wait may end but by a callback: more of interest than how long it took. */
const OTHERWISE: ReadonlySet<Step["status"]> = new Set(["cancelled", "timed-out", "released", "rejected"]);

function noteOf({ status, enteredAt, leftAt, attempts }: Step): string | undefined {
  if (status === "retrying") return `attempt ${attempts}`;
  if (OTHERWISE.has(status)) return STEP_WORDS[status];
  return leftAt === null || leftAt === enteredAt ? undefined : spanText(leftAt - enteredAt);
}
