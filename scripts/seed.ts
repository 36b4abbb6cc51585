import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Send } from "./send.ts";
import { ROOT } from "./wrangler.ts";

/** The demo user of the local server, documented in README.md. */
export const DEMO = { email: "cashier@example.com", password: "demo-cashier" };
const ROLE = "Cashier";

/** How to reach the seeded flow; `token` is absent if somebody changed the demo user's password. */
export interface Seeded {
  flowId: string;
  callbackUrl: string;
  token: string | undefined;
}

interface FlowSummary {
  id: string;
  name: string;
  liveVersionId: string | null;
}

/**
 * Puts the example flow, its role and a user who has it on a server, over its own API, and logs the user in.
 * What is there already stays as it is, also when somebody changed it. Undefined without a LIVE version.
 */
export async function seed(send: Send): Promise<Seeded | undefined> {
  await seedUser(send);
  const flow = (await findFlow(send)) ?? (await makeFlow(send));
  const versionId = flow.liveVersionId ?? (await launchUntouched(send, flow.id));
  if (!versionId) return undefined;
  const { triggers } = await send<{ triggers: { stableUrl: string }[] }>(
    `GET /manage/flows/${flow.id}/versions/${versionId}`,
  );
  const [trigger] = triggers;
  return trigger && { flowId: flow.id, callbackUrl: trigger.stableUrl, token: await logIn(send) };
}

async function seedUser(send: Send): Promise<void> {
  const { items: roles } = await send<{ items: { name: string }[] }>("GET /manage/roles");
  if (!roles.some(({ name }) => name === ROLE)) await send("POST /manage/roles", { name: ROLE });
  const email = encodeURIComponent(DEMO.email);
  const { items: users } = await send<{ items: unknown[] }>(`GET /manage/users?email=${email}`);
  if (users.length > 0) return;
  await send("POST /manage/users", { ...DEMO, firstName: "Casey", lastName: "Cashier", roles: [ROLE] });
}

function exampleDocument(): { name: string } {
  return JSON.parse(readFileSync(join(ROOT, "examples/order-payment.json"), "utf8"));
}

async function findFlow(send: Send): Promise<FlowSummary | undefined> {
  const { name } = exampleDocument();
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const query: string = cursor && `?cursor=${encodeURIComponent(cursor)}`;
    const page: { items: FlowSummary[]; cursor?: string } = await send(`GET /manage/flows${query}`);
    const found = page.items.find((flow) => flow.name === name);
    if (found) return found;
    ({ cursor } = page);
  }
  return undefined;
}

async function makeFlow(send: Send): Promise<FlowSummary> {
  const { flow } = await send<{ flow: FlowSummary }>("POST /manage/flows", exampleDocument());
  return { ...flow, liveVersionId: null };
}

/** Launches a flow that has one draft and nothing else: ours, just made, or left by a start that was cut short. */
async function launchUntouched(send: Send, flowId: string): Promise<string | undefined> {
  const flow = await send<{ versions: { id: string; status: string }[] }>(`GET /manage/flows/${flowId}`);
  const [version, ...others] = flow.versions;
  if (version?.status !== "draft" || others.length > 0) return undefined;
  await send(`POST /manage/flows/${flowId}/versions/${version.id}/launch`);
  return version.id;
}

async function logIn(send: Send): Promise<string | undefined> {
  try {
    const user = await send<{ "user-token": string }>("POST /users/login", {
      login: DEMO.email,
      password: DEMO.password,
    });
    return user["user-token"];
  } catch {
    return undefined;
  }
}
