import { orderOf, paymentOf } from "../flows.ts";
import type { Call } from "../load/jobs.ts";
import { startWorkflows } from "../servers/others.ts";
import { AT_ONCE, many, newOrder, type Subject, type World } from "./subject.ts";

/**
 * Cloudflare Workflows, which takes longer: half of the calls are enough. But of starts as many as ours: what a new object's files cost
 * grows with how many there are.
 */
export function workflowSubjects({ load, outside, counts }: World): Promise<Subject[]> {
  const { many: all, single } = counts;
  const fewer = { many: Math.ceil(all / 2), single: Math.ceil(single / 2) };
  const subject = async (
    name: string,
    callsOf: (ids: string[]) => Call[],
    { asked, ...more }: Partial<Subject> & { asked?: string } = {},
  ): Promise<Subject> => {
    const server = await startWorkflows();
    const prepare = async (count: number) => {
      const ids = many(count, newOrder);
      if (!more.isStart) await load.run(server.port, AT_ONCE, startCalls(ids, asked));
      return { calls: callsOf(ids), touches: [] };
    };
    return { name, server, counts: fewer, prepare, ...more };
  };
  const alone = { counts: { many: 0, single: fewer.single } };
  return Promise.all([
    subject("workflows start", (ids) => startCalls(ids), { isStart: true, counts }),
    subject("workflows callback", (ids) => ids.map((id) => eventOf(id))),
    subject("workflows asked", (ids) => ids.map((id) => ({ ...eventOf(id), done: `/${id}` })), {
      ...alone,
      asked: outside,
    }),
    subject(
      "workflows completed",
      (ids) => ids.map((id) => ({ ...eventOf(id), status: statusOf(id) })),
      alone,
    ),
  ]);
}

function eventOf(id: string): Call {
  return { path: `/callback?id=${id}`, body: paymentOf(id) };
}

function statusOf(id: string): Call {
  return { method: "GET", path: `/status?id=${id}`, body: "" };
}

function startCalls(ids: string[], asked?: string): Call[] {
  return ids.map((id) => ({
    path: `/start?id=${id}`,
    body: orderOf(id, asked === undefined ? undefined : `${asked}/${id}`),
  }));
}
