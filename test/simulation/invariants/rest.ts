import { waitsOf as openWaits, statusOf } from "../../../src/runs/state.ts";
import type { Happened } from "../record.ts";
import { type Evidence, nameOf, short } from "./evidence.ts";

/** After days of quiet, a run has ended or waits for a callback that nothing limits, and all that is due is done. */
export function everyRunEndsOrWaits({ world, runs }: Evidence): string[] {
  return runs.flatMap((run) => {
    const { state } = run;
    if (state.ending) return world.buried.has(run.runId) ? [] : [`${nameOf(run)} ended and isn't deleted`];
    const stuck = state.branches.filter(
      (branch) => !(branch.at === "join" || (branch.at === "trigger" && branch.timeoutAt === null)),
    );
    const hasReason = stuck.length === 0 && openWaits(state).length > 0;
    return hasReason ? [] : [`${nameOf(run)} hangs: ${statusOf(state)}, ${JSON.stringify(state.branches)}`];
  });
}

/**
 * Who waits is in the list of the trigger, and nobody else is; but for one whose news was under way for so long
 * that it came after the wait was over: that entry heals when it is used.
 */
export function listsHoldExactlyWhoWaits({ world, runs }: Evidence): string[] {
  const waiting = runs.flatMap((run) =>
    openWaits(run.state).map(({ block, occurrence }) => ({
      triggerId: run.plan.version.triggerByBlock(block)?.id ?? "",
      wait: `${run.runId}:${occurrence}`,
    })),
  );
  const over = new Map<string, number | undefined>(
    runs.flatMap((run) =>
      run.waits.map((wait) => [`${run.runId}:${wait.occurrence}`, wait.left?.at] as const),
    ),
  );
  const isStray = (wait: string) => (over.get(wait) ?? Infinity) <= (world.history.opened.get(wait) ?? 0);
  const triggers = new Set([...world.lists.keys(), ...waiting.map(({ triggerId }) => triggerId)]);
  return [...triggers].flatMap((triggerId) => {
    const entries = world.list(triggerId).peek((list) => list.page(null, null, 1_000));
    const listed = entries.map(({ runId, occurrence }) => `${runId}:${occurrence}`);
    const due = waiting.filter((entry) => entry.triggerId === triggerId).map(({ wait }) => wait);
    return [
      ...due.filter((wait) => !listed.includes(wait)).map((wait) => `list ${short(triggerId)} lacks ${wait}`),
      ...listed
        .filter((wait) => !due.includes(wait) && !isStray(wait))
        .map((wait) => `list ${short(triggerId)} still has ${wait}`),
    ];
  });
}

/** In the end a list has nothing but who waits there, and where nobody does, nothing wakes it. */
export function nothingIsKeptForEver({ world }: Evidence): string[] {
  return [...world.lists.values()].flatMap(({ name, storage }) => {
    const { live, kept } = world.rowsOf(storage);
    return [
      ...kept.map((what) => `${name} keeps ${what}`),
      ...(live === 0 && storage.alarmOnDisk !== null ? [`${name} is empty and has an alarm`] : []),
    ];
  });
}

export function theRunIndexCatchesUp({ world: { index }, runs }: Evidence): string[] {
  return runs.flatMap((run) => {
    const status = index.rows.get(run.runId)?.status;
    const real = statusOf(run.state);
    return status === real ? [] : [`the run index says that ${nameOf(run)} is ${status}, it is ${real}`];
  });
}

/** Each block occurrence asks under one key of its own, and only after the journal says that it will. */
export function outsideRequestsHaveOneKey({ world: { outside }, runs }: Evidence): string[] {
  const journaled = new Map<string, Happened>();
  const answered: string[] = [];
  for (const { runId, facts } of runs) {
    for (const happened of facts) {
      const { fact } = happened;
      if (fact.type === "requesting") journaled.set(`${runId}:${fact.occurrence}`, happened);
      if (fact.type === "responded") answered.push(`${runId}:${fact.occurrence}`);
    }
  }
  const got = new Set(outside.received.map(({ key }) => key));
  return [
    ...outside.received
      .filter(({ key, at }) => !((journaled.get(key)?.at ?? Number.POSITIVE_INFINITY) <= at))
      .map(({ key }) => `the outside was asked as ${key}, which no journal knew`),
    ...answered.filter((key) => !got.has(key)).map((key) => `${key} has an answer and was never asked`),
  ];
}
