import { env } from "cloudflare:workers";
import {
  eventually,
  manage,
  type Published,
  publish,
  type Sent,
  startRun,
  type View,
  viewRun,
} from "../support/worker.ts";
import { type CallbackOptions, callBack, short } from "./support.ts";

/** Runs of it wait at `pay`, which isn't the start block; what brought them on is their result. */
export function payFlow(pay: Record<string, unknown> = {}): Promise<Published> {
  return publish(payBlocks(pay));
}

export function payBlocks(pay: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", next: "done", ...pay },
    done: { type: "return", value: "{{ pay.data }}" },
  };
}

/** Runs with these data, started one after the other. */
export async function runsOf(flow: Published, ...all: unknown[]): Promise<string[]> {
  const runs: string[] = [];
  for (const data of all) runs.push(await startRun(flow, data));
  return runs;
}

/**
 * What became of a callback, as its sender is told who asks for it: `["activated", run]`, `["held"]`,
 * `["409/28060"]`. `key`: its Idempotency-Key.
 */
export async function fateOf(
  flow: Published,
  block: string,
  { key, ...options }: CallbackOptions & { key?: string } = {},
): Promise<string[]> {
  const headers = {
    prefer: "return=representation",
    ...(key !== undefined && { "idempotency-key": key }),
    ...options.headers,
  };
  return fateIn(await callBack(flow, block, { ...options, headers }));
}

function fateIn(answer: Sent): string[] {
  if (answer.status !== 200) return [short(answer)];
  const { outcome, executionIds } = Object(answer.body);
  return [outcome, ...executionIds];
}

/** Waits until the run has that status. */
export function becomes(run: string, status: string): Promise<View> {
  return eventually(
    () => viewRun(run),
    (view) => view.status === status,
  );
}

/** The waits at a trigger, as the operator sees them. */
export async function waitsAt({ flowId, triggers }: Published, block: string): Promise<Waiting[]> {
  const { body } = await manage("GET", `/flows/${flowId}/triggers/${triggers[block]?.triggerId}/waits`);
  return Object(body).items;
}

interface Waiting {
  executionId: string;
  key: string | null;
}

/** The receipts of a trigger that have that outcome, newest first. */
export async function receiptsAt({ flowId, triggers }: Published, block: string, outcome: string) {
  const path = `/flows/${flowId}/triggers/${triggers[block]?.triggerId}/receipts?outcome=${outcome}`;
  const { body } = await manage("GET", path);
  const items: { id: string; outcome: string; executionIds: string[] }[] = Object(body).items;
  return items;
}

/** The object of the list at a trigger. */
export function listAt({ triggers }: Published, block: string) {
  return env.WAITING_LIST.getByName(triggers[block]?.triggerId ?? "");
}
