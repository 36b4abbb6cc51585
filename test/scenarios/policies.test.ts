import { expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { waitsThenEnds } from "./specification.ts";

const client = new Client(inject("url"));

/** A run that waits at a trigger like this. */
async function waiting(trigger: Record<string, unknown>) {
  const flow = await client.publish(waitsThenEnds(trigger));
  const id = await client.startRun(flow.flowId);
  await client.runBecomes(id, "waiting");
  const url = flow.triggers["callback"]?.callbackUrl ?? "";
  return { id, call: (body: unknown, token?: string) => client.callback(url, id, body, token) };
}

it("IGNORE answers 200 without a body and activates nothing", async () => {
  await client.manage("POST /roles", { name: "Cashier" });
  const authentication = { type: "BACKENDLESS", requiredRoles: ["Cashier"], onFail: "IGNORE" };
  const { id, call } = await waiting({ authentication });
  const stranger = await client.logInUser();
  for (const token of [undefined, "not-a-token", stranger.token]) {
    const { status, body } = await call({ n: 1 }, token);
    expect([status, body]).toEqual([200, undefined]);
  }
  expect((await client.run(id)).status).toBe("waiting");
  const cashier = await client.logInUser(["Cashier"]);
  expect((await call({ n: 2 }, cashier.token)).status).toBe(200);
  expect((await client.runBecomes(id, "completed")).result).toEqual({ n: 2 });
});

it("a condition that is FALSE leaves the run waiting, TRUE activates", async () => {
  const { id, call } = await waiting({ condition: "callback.data.paid >= 10" });
  for (const body of [{ paid: 9 }, { paid: "10" }, {}]) {
    const answer = await call(body);
    expect([answer.status, answer.body]).toEqual([200, undefined]);
  }
  expect((await client.run(id)).status).toBe("waiting");
  expect((await call({ paid: 10 })).status).toBe(200);
  expect((await client.runBecomes(id, "completed")).result).toEqual({ paid: 10 });
});

it("an unknown token is refused also where none is needed, a user is passed on", async () => {
  const { id, call } = await waiting({});
  const { status, body } = await call({}, "nobodys-token");
  expect([status, body]).toEqual([
    401,
    {
      code: 3064,
      message: "Not existing user token - nobodys-token. Relogin user to update your user token",
    },
  ]);
  const user = await client.logInUser();
  await call({}, user.token);
  expect((await client.runBecomes(id, "completed")).context.callback.user.objectId).toBe(user.id);
});

it("a callback without a user brings none", async () => {
  const { id, call } = await waiting({});
  await call({ a: 1 });
  const { callback } = (await client.runBecomes(id, "completed")).context;
  expect(callback).toEqual({ data: { a: 1 }, user: null, receivedAt: expect.any(Number) });
});
