import { beforeAll, expect, inject, it } from "vitest";
import { Client, type Published } from "../support/client.ts";
import { ORDER, PRINTED, REFUSAL, SAMPLE, USER_KEYS } from "./specification.ts";

const client = new Client(inject("url"));
const BOND = {
  firstName: "James",
  lastName: "Bond",
  gender: "male",
  phoneNumber: "+44 007007007",
  age: 45,
  blUserLocale: "en",
};
let flow: Published;
let cashier: { id: string; email: string; token: string };

beforeAll(async () => {
  cashier = await client.logInUser(["Cashier"], BOND);
  flow = await client.publish(ORDER);
});

async function waitingOrder(): Promise<string> {
  const id = await client.startRun(flow.flowId, { orderId: "A-1", items: [{ price: 9.5, quantity: 2 }] });
  await client.runBecomes(id, "waiting");
  return id;
}

function callBack(execution: string, body: unknown, token?: string) {
  return client.callback(flow.triggers["callback"]?.callbackUrl ?? "", execution, body, token);
}

it("an order pauses at the callback and is completed by the specification's sample body", async () => {
  const id = await waitingOrder();
  expect((await client.run(id)).waits).toMatchObject([{ block: "callback", name: "Callback with Orders" }]);

  const { status, body } = await callBack(id, SAMPLE, cashier.token);
  expect({ status, body }).toEqual({ status: 200, body: undefined });

  const run = await client.runBecomes(id, "completed");
  expect(run.result).toEqual({
    order: "A-1",
    total: 19,
    firstPrice: 9.95,
    names: ["shampoo", "conditioner", "body wash"],
    thanks: `Thank you, James <${cashier.email}>`,
  });
  expect(run.context.callback.data).toEqual(JSON.parse(SAMPLE));
});

it("the run sees the user of the callback as the specification prints it, key for key", async () => {
  const id = await waitingOrder();
  await callBack(id, SAMPLE, cashier.token);
  const { user } = (await client.runBecomes(id, "completed")).context.callback;
  expect(Object.keys(user)).toEqual(USER_KEYS);
  expect(user).toEqual({
    ...BOND,
    name: null,
    email: cashier.email,
    userStatus: "ENABLED",
    accountType: "BACKENDLESS",
    socialAccount: "BACKENDLESS",
    oAuthIdentities: null,
    objectId: cashier.id,
    ownerId: cashier.id,
    created: expect.any(Number),
    lastLogin: expect.any(Number),
    updated: null,
  });
});

it("who is nobody, and who lacks the role, gets code 1000 and the run keeps waiting", async () => {
  const id = await waitingOrder();
  const other = await client.logInUser();
  const attempts = [
    [401, undefined],
    [401, "not-a-token"],
    [403, other.token],
  ] as const;
  for (const [status, token] of attempts) {
    const answer = await callBack(id, SAMPLE, token);
    expect([answer.status, answer.body]).toEqual([status, REFUSAL]);
  }
  expect((await client.run(id)).status).toBe("waiting");
});

it("the specification's cURL as printed, with its stray backslashes, is a clean 400", async () => {
  const id = await waitingOrder();
  const { status, body } = await callBack(id, PRINTED, cashier.token);
  expect([status, body]).toEqual([400, { code: 8058, message: expect.any(String) }]);
  expect((await client.run(id)).status).toBe("waiting");
});

it("opening a callback URL activates nothing", async () => {
  const id = await waitingOrder();
  const url = `${flow.triggers["callback"]?.callbackUrl}?execution=${id}`;
  for (const method of ["GET", "HEAD"]) {
    const { status } = await fetch(url, { method, headers: { "user-token": cashier.token } });
    expect(status).toBe(405);
  }
  expect((await client.run(id)).status).toBe("waiting");
});
