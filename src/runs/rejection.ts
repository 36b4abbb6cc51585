import { nextList } from "../blocks/block.ts";
import { advance, type World } from "./advance.ts";
import { placeOf } from "./branches.ts";
import { Draft } from "./draft.ts";
import type { ActivatedBy, TriggerOutput } from "./facts.ts";
import type { RunState, Wait } from "./state.ts";

/** What turned the wait down; `by`: absent where the operator did. */
export interface Rejection {
  output: TriggerOutput;
  reason: string;
  by?: ActivatedBy;
}

/** The wait is over, and the run goes where `onReject` says, else where `onError` does; without either it fails. */
export function decideRejection(
  state: RunState,
  wait: Wait,
  { output, reason, by }: Rejection,
  world: World,
  at: number,
): Draft {
  const draft = new Draft(state, at);
  const place = placeOf(wait);
  const error = { code: "rejected", message: reason, source: wait.block };
  const next = afterRejection(world, wait.block);
  draft.add({ type: "rejected", ...place, error, output, ...(by && { by }), next });
  if (next === null) draft.add({ type: "ended", status: "failed", error, place });
  advance(draft, world);
  return draft;
}

function afterRejection({ version }: World, id: string): readonly string[] | null {
  const block = version.block(id);
  if (block.type === "external-callback" && block.onReject !== undefined) return nextList(block.onReject);
  return block.onError === undefined ? null : [block.onError];
}
