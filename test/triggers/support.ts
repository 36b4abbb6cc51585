import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Published, type Sent, send, type View, viewRun } from "../support/worker.ts";

export interface CallbackOptions {
  execution?: string | undefined;
  /** FLOW-ID is the version's id, unless it is said to be the flow's. */
  via?: "version" | "flow";
  body?: unknown;
  token?: string | undefined;
  headers?: Record<string, string>;
}

/** Calls back the trigger that is this block. */
export function callBack(
  flow: Published,
  block: string,
  { execution, via = "version", body = {}, token, headers = {} }: CallbackOptions = {},
): Promise<Sent> {
  const url = new URL(urlOf(flow, block, via));
  if (execution !== undefined) url.searchParams.set("execution", execution);
  return send("POST", url.href, { body, headers: { ...headers, ...(token && { "user-token": token }) } });
}

export function urlOf({ triggers }: Published, block: string, via: "version" | "flow" = "version"): string {
  const trigger = triggers[block];
  if (!trigger) throw new Error(`no trigger ${block}`);
  return via === "flow" ? trigger.stableUrl : trigger.callbackUrl;
}

/** An answer in short: `200` for the empty one that says nothing, else status and code, as in `409/28060`. */
export function short({ status, body }: Sent): string {
  if (status === 200) return body === undefined ? "200" : "200 with a body";
  return `${status}/${String(Object(body).code)}`;
}

export async function statusOf(run: string): Promise<string> {
  return (await viewRun(run)).status;
}

/** How often the run's waits were ended by callbacks. */
export async function activationsOf(run: string): Promise<number> {
  const { timeline } = await viewRun(run);
  return timeline.filter(({ type }) => type === "activated").length;
}

/** The run's journal as it is stored. */
export function journalOf(run: string): Promise<string> {
  return runInDurableObject(env.FLOW_RUN.getByName(run), (_, { storage }) =>
    JSON.stringify(storage.sql.exec("SELECT * FROM journal ORDER BY seq").toArray()),
  );
}

/** The runs that the work starts, as the operator sees them. */
export async function runsStartedBy(work: () => Promise<unknown>): Promise<(View & { versionId: string })[]> {
  const before = new Set((await listDurableObjectIds(env.FLOW_RUN)).map(String));
  await work();
  const started = (await listDurableObjectIds(env.FLOW_RUN)).filter((id) => !before.has(String(id)));
  const views = await Promise.all(started.map((id) => env.FLOW_RUN.get(id).view()));
  return views.map((bytes) => JSON.parse(bytes ? new TextDecoder().decode(bytes) : "null"));
}

/** How many runs there are, of this file's tests. */
export async function countRuns(): Promise<number> {
  return (await listDurableObjectIds(env.FLOW_RUN)).length;
}

/** Whether there is a list of that name. */
export async function hasList(name: string): Promise<boolean> {
  const lists = await listDurableObjectIds(env.WAITING_LIST);
  return lists.some((id) => id.equals(env.WAITING_LIST.idFromName(name)));
}

/** A value for each of `count` indexes, all under way at the same moment. */
export function together<Value>(count: number, work: (index: number) => Promise<Value>): Promise<Value[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}
