import { expect } from "vitest";
import { eventually, manage, type Published, type Sent } from "../support/worker.ts";

/** A receipt as the operator sees it. */
export interface SeenReceipt {
  id: string;
  at: number;
  outcome: string;
  why?: string;
  warning?: string;
  code?: number;
  executionIds: string[];
  to: { flow: string; trigger: string; execution: string };
  sender: { address: string | null; agent: string | null };
  user: string | null;
  bodyHash: string;
  replayOf?: string;
  data?: unknown;
}

export const SENDER = { "cf-connecting-ip": "198.51.100.7", "user-agent": "Shop/1.0" };

/** The id of the receipt that an answer names. */
export function receiptIn({ headers }: Sent): string {
  return headers.get("holdpoint-receipt") ?? "";
}

/** The receipt that an answer names, asked of where it lives. */
export async function receiptOf(sent: Sent): Promise<SeenReceipt> {
  const { status, body } = await manage("GET", `/receipts/${receiptIn(sent)}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as SeenReceipt;
}

export function listPath({ flowId, triggers }: Published, block: string): string {
  return `/flows/${flowId}/triggers/${triggers[block]?.triggerId}/receipts`;
}

/** One page of the receipts of a trigger. */
export async function page(
  flow: Published,
  block: string,
  query = "",
): Promise<{ items: SeenReceipt[]; cursor?: string }> {
  const { status, body } = await manage("GET", listPath(flow, block) + query);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as { items: SeenReceipt[] };
}

/** The first page, once it has so many receipts: those of runs come a moment later. */
export async function listed(
  flow: Published,
  block: string,
  count: number,
  query = "",
): Promise<SeenReceipt[]> {
  const { items } = await eventually(
    () => page(flow, block, query),
    ({ items: found }) => found.length >= count,
  );
  return items;
}

/** The receipt of a callback to `pay` by its id, once the trigger's list says the same of it. */
export async function fateOf(flow: Published, sent: Sent) {
  const { data, ...facts } = await receiptOf(sent);
  await eventually(
    async () => (await page(flow, "pay")).items.find(({ id }) => id === facts.id),
    (item) => item?.outcome === facts.outcome,
  );
  const items = (await page(flow, "pay")).items.filter(({ id }) => id === facts.id);
  expect(items).toEqual([facts]);
  return data === undefined ? facts : { ...facts, data };
}

/** What every receipt of a callback with the headers `SENDER` says. */
export function common(flow: Published, sent: Sent, execution: string) {
  return {
    id: receiptIn(sent),
    at: expect.any(Number),
    to: { flow: flow.versionId, trigger: flow.triggers["pay"]?.triggerId, execution },
    sender: { address: "198.51.100.7", agent: "Shop/1.0" },
    user: null,
    bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  };
}

export function replay(id: string, body?: unknown): Promise<Sent> {
  return manage("POST", `/receipts/${id}/replay`, body);
}
