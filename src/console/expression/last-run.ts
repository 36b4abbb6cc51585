import { useQuery } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { ApiFailure } from "../api/failure.ts";
import type { Group } from "./suggest.ts";
import { type SavedVersion, useSavedVersion } from "./surroundings.ts";

/** What expressions of a run read. */
export type Context = Readonly<Record<string, unknown>>;

/** What a real run knew when a callback had let it go on; or, in words, why there is none. */
export type LastRun =
  | { found: true; runId: string; at: number; context: Context }
  | { found: false; why: string };

/**
 * The newest run that a callback has activated, at the trigger whose data can be read; the newest run of all
 * where no trigger's data can.
 */
export function useLastRun(groups: readonly Group[], enabled: boolean) {
  const version = useSavedVersion();
  const trigger = version?.triggers.find(({ block }) => groups.some((group) => group.block === block));
  return useQuery({
    queryKey: ["expressions", "last-run", version?.flow.id ?? "", trigger?.triggerId ?? ""],
    queryFn: () => findLastRun(version, trigger),
    enabled,
  });
}

async function findLastRun(
  version: SavedVersion | undefined,
  trigger: SavedVersion["triggers"][number] | undefined,
): Promise<LastRun> {
  if (!version) return none("This flow isn't saved yet, so no callback can have come. Use sample data.");
  const newest = trigger
    ? await newestCallback(version.flow.id, trigger.triggerId)
    : await newestRun(version.flow.id);
  if (!newest) {
    return none(
      trigger
        ? `No callback has activated "${trigger.name}" in the last 7 days. Use sample data until one does.`
        : "This flow has had no run yet. Use sample data until it has.",
    );
  }
  const run = await unlessGone(
    call(api.GET("/api/manage/runs/{id}", { params: { path: { id: newest.runId } } })),
  );
  if (!run) return none("The run of the last callback is no longer kept. Use sample data.");
  return { found: true, ...newest, context: run.context };
}

function none(why: string): LastRun {
  return { found: false, why };
}

interface Newest {
  runId: string;
  at: number;
}

async function newestCallback(flowId: string, triggerId: string): Promise<Newest | undefined> {
  for (const outcome of ["activated", "started"] as const) {
    const params = { path: { flowId, triggerId }, query: { outcome } };
    const page = await unlessGone(
      call(api.GET("/api/manage/flows/{flowId}/triggers/{triggerId}/receipts", { params })),
    );
    const [receipt] = page?.items ?? [];
    const [runId] = receipt?.executionIds ?? [];
    if (receipt && runId !== undefined) return { runId, at: receipt.at };
  }
  return undefined;
}

async function newestRun(flowId: string): Promise<Newest | undefined> {
  const { items } = await call(api.GET("/api/manage/runs", { params: { query: { flowId, limit: 1 } } }));
  const [run] = items;
  return run && { runId: run.id, at: run.startedAt };
}

/** Undefined where there is no such thing; a trigger that was never launched has no list. */
async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof ApiFailure && thrown.status === 404) return undefined;
    throw thrown;
  }
}
