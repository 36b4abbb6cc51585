import { afterAll, beforeAll, expect, it } from "vitest";
import { waitsThenEnds } from "../scenarios/specification.ts";
import { Client } from "../support/client.ts";
import { Server } from "../support/server.ts";

/** `kill -9` of the whole local server, on state of its own; afterwards it starts on the same state. */
let server: Server;
let client: Client;

beforeAll(async () => {
  server = await Server.start();
  client = new Client(server.url);
});

afterAll(() => server.dispose());

type Flow = Record<"id" | "name" | "live", unknown>;

async function killAndRestart(): Promise<void> {
  await server.kill();
  await server.restart();
}

it("between pause and callback: the runs wait on, and go on by name, by any and by nothing", async () => {
  const flow = await client.publish(waitsThenEnds({}));
  const ids = await Promise.all([1, 2, 3].map(() => client.startRun(flow.flowId)));
  const url = flow.triggers["callback"]?.callbackUrl ?? "";
  const call = (execution: string | undefined, body: unknown) => client.callback(url, execution, body);
  const [first = "", second = "", third = ""] = ids;
  const before = await Promise.all(ids.map((id) => client.run(id)));
  await killAndRestart();
  expect(await Promise.all(ids.map((id) => client.run(id)))).toEqual(before);
  expect((await call(second, { n: 2 })).status).toBe(200);
  expect((await call("any", { n: 1 })).status).toBe(200);
  expect((await call(undefined, { n: 3 })).status).toBe(200);
  const runs = await Promise.all([first, second, third].map((id) => client.runBecomes(id, "completed")));
  expect(new Set(runs.map(({ result }) => result.n))).toEqual(new Set([1, 2, 3]));
  expect(runs[1].result).toEqual({ n: 2 });
  expect((await call("any", {})).body.code).toBe(28060);
});

it("sessions, users and flows are still there, and seeding over them changes nothing", async () => {
  const { token, id } = await client.logInUser(["Cashier"]);
  const look = async () => [
    // What their runs do is told by the run index, which may lag.
    (await client.manage("GET /flows")).body.items.map((flow: Flow) => [flow.id, flow.name, flow.live]),
    (await client.manage("GET /roles")).body,
    (await client.manage(`GET /users?email=${encodeURIComponent("cashier@example.com")}`)).body.items.length,
    (await client.send(`GET /api/data/Users/${id}`, undefined, { "user-token": token })).body,
  ];
  const before = await look();
  await killAndRestart();
  expect(await look()).toEqual(before);
  expect((await client.send(`GET /api/users/isvalidusertoken/${token}`)).body).toBe(true);
});
