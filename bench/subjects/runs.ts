import { orderOf } from "../flows.ts";
import type { Load } from "../load/load.ts";
import type { Target } from "../servers/holdpoint.ts";
import type { Server } from "../servers/server.ts";
import { AT_ONCE, many, newOrder } from "./subject.ts";

/** A run that was started, and its order. */
export interface Started {
  order: string;
  run: string;
}

/** Starts runs, which then wait. */
export async function startRuns(
  { load, server }: { load: Load; server: Server },
  { start }: Target,
  count: number,
  outside?: string,
): Promise<Started[]> {
  const ids = many(count, newOrder);
  const calls = ids.map((id) => ({
    path: start,
    body: orderOf(id, outside === undefined ? undefined : `${outside}/${id}`),
  }));
  const { bodies } = await load.run(server.port, AT_ONCE, calls);
  return ids.map((id, index) => {
    const { executionId }: { executionId: string } = JSON.parse(bodies[index] ?? "{}");
    return { order: id, run: executionId };
  });
}
