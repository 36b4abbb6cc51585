import { readFileSync } from "node:fs";
import { DEMO } from "../../scripts/seed.ts";
import { type Body, Client } from "../support/client.ts";

/** What the pictures show: paths of pages by the picture's name. */
export type Scenes = Record<string, string>;

const ITEMS = [
  { name: "shampoo", price: 25, quantity: 2 },
  { name: "soap", price: 4.5, quantity: 4 },
];
const PAID = 68;

/**
 * A shop's day in small: orders, payments that fit and some that don't, all through the API as anybody sends them.
 * It takes so many minutes, so that the charts have something to tell.
 */
export async function makeData(url: string, minutes: number): Promise<Scenes> {
  const client = new Client(url);
  const { items } = (await client.manage("GET /flows")).body;
  const flow = items.find(({ name }: Body) => name === "Order payment");
  const { versions } = (await client.manage(`GET /flows/${flow.id}`)).body;
  const { triggers } = (await client.manage(`GET /flows/${flow.id}/versions/${versions[0].id}`)).body;
  const [{ triggerId, stableUrl }] = triggers;
  const token = (await client.send("POST /api/users/login", { login: DEMO.email, password: DEMO.password }))
    .body["user-token"];
  const pay = (orderId: string, paid: number, as?: string) =>
    client.callback(stableUrl, undefined, { orderId, paid }, as);

  await addFlow(client, "examples/order-payment.json", { name: "Refund approval", launch: false });
  await addUsers(client);
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let order = 0; order < 4 + ((minute * 5) % 7); order += 1) {
      const orderId = `A-${1000 + minute * 20 + order}`;
      await client.startRun(flow.id, { orderId, items: ITEMS });
      if (order % 4 !== 3) await pay(orderId, PAID, token);
      if (order % 5 === 1) await pay(orderId, 1, token);
      if (order % 6 === 2) await pay(orderId, PAID);
    }
    if (minute < minutes - 1) await nextMinute();
  }
  const waiting = await client.startRun(flow.id, { orderId: "A-2000", items: ITEMS });
  const paid = await client.startRun(flow.id, { orderId: "A-2001", items: ITEMS });
  await client.runBecomes(waiting, "waiting");
  await client.runBecomes(paid, "waiting");
  const ignored = await pay("A-2000", 10, token);
  await pay("A-2001", PAID, token);
  await client.runBecomes(paid, "completed");
  return {
    overview: "/",
    flows: "/flows",
    flow: `/flows/${flow.id}`,
    editor: `/flows/${flow.id}/edit`,
    runs: "/runs",
    run: `/runs/${paid}`,
    "run-waiting": `/runs/${waiting}`,
    waiting: `/waiting/${flow.id}/${triggerId}`,
    receipts: `/receipts/${flow.id}/${triggerId}`,
    receipt: `/receipts/${ignored.headers.get("holdpoint-receipt")}`,
    users: "/users",
  };
}

function nextMinute(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60_000));
}

async function addFlow(client: Client, file: string, { name, launch }: { name: string; launch: boolean }) {
  const { body } = await client.manage("POST /flows", { ...JSON.parse(readFileSync(file, "utf8")), name });
  if (launch) await client.manage(`POST /flows/${body.flow.id}/versions/${body.version.id}/launch`);
}

async function addUsers(client: Client): Promise<void> {
  await client.manage("POST /roles", { name: "Manager" });
  for (const [firstName, role] of [
    ["Ada", "Manager"],
    ["Grace", "Cashier"],
    ["Edsger", "Cashier"],
  ]) {
    await client.manage("POST /users", { email: `${firstName}@example.com`, firstName, roles: [role] });
  }
}
