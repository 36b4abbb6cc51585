import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  eventually,
  logInUser,
  manage,
  type Published,
  publish,
  send,
  startRun,
  viewRun,
} from "../support/worker.ts";
import { callBack, short, urlOf } from "./support.ts";

const flow = {
  pay: { type: "external-callback", condition: "pay.data.paid == true", onReject: "no", next: "done" },
  no: { type: "return", value: "{{ pay }}" },
  done: { type: "return", value: "done" },
};

interface Options {
  execution?: string | undefined;
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
}

function reject(published: Published, { execution, body = {}, token, headers = {} }: Options) {
  const url = new URL(urlOf(published, "pay").replace(/activate$/, "reject"));
  if (execution !== undefined) url.searchParams.set("execution", execution);
  return send("POST", url.href, { body, headers: { ...headers, ...(token && { "user-token": token }) } });
}

const receiptOf = (id: string | null) => manage("GET", `/receipts/${id}`);
const waitsAt = async ({ flowId, triggers }: Published) => {
  const { body } = await manage("GET", `/flows/${flowId}/triggers/${triggers["pay"]?.triggerId}/waits`);
  return (body as { items: unknown[] }).items;
};

describe("rejecting a wait by its sender", () => {
  it("sends the run where onReject leads, with the body, the user and the reason", async () => {
    const published = await publish(flow);
    const run = await startRun(published);
    const { token, id } = await logInUser();
    const body = { reason: "Card stolen", card: 4 };
    const answer = await reject(published, {
      execution: run,
      body,
      token,
      headers: { prefer: "return=representation" },
    });
    const receipt = answer.headers.get("holdpoint-receipt");
    expect(answer).toMatchObject({
      status: 200,
      body: { receipt, outcome: "rejected", executionIds: [run] },
    });
    await evictDurableObject(env.FLOW_RUN.getByName(run));
    expect(await viewRun(run)).toMatchObject({
      status: "completed",
      result: {
        data: body,
        user: { objectId: id },
        error: { code: "rejected", message: "Card stolen", source: "pay" },
      },
      steps: [{ status: "rejected", receipt, user: { objectId: id } }, { status: "done" }],
    });
    expect(await receiptOf(receipt)).toMatchObject({
      body: { outcome: "rejected", asks: "reject", executionIds: [run], user: id },
    });
  });

  it("answers nothing by itself, and the list of receipts shows it by its outcome", async () => {
    const published = await publish(flow);
    const run = await startRun(published);
    const answer = await reject(published, { execution: run });
    expect(short(answer)).toBe("200");
    const path = `/flows/${published.flowId}/triggers/${published.triggers["pay"]?.triggerId}/receipts?outcome=rejected`;
    const listed = await eventually(
      () => manage("GET", path),
      ({ body }) => (body as { items: unknown[] }).items.length > 0,
    );
    expect(listed.body).toMatchObject({ items: [{ id: answer.headers.get("holdpoint-receipt") }] });
    expect(await waitsAt(published)).toEqual([]);
  });

  it("works at the run's own address too, and by the flow's id", async () => {
    const published = await publish(flow);
    for (const address of ["own", "flow"]) {
      const run = await startRun(published);
      const [wait] = (await viewRun(run)).waits;
      const url =
        address === "own"
          ? wait?.callbackUrl.replace("/activate", "/reject")
          : `${urlOf(published, "pay", "flow").replace(/activate$/, "reject")}?execution=${run}`;
      expect(short(await send("POST", url ?? "", { body: {} }))).toBe("200");
      expect(await viewRun(run)).toMatchObject({ status: "completed" });
    }
  });

  it.each([undefined, "any", "all"])(
    "needs the run by its id: execution %s is refused",
    async (execution) => {
      const published = await publish(flow);
      const run = await startRun(published);
      const answer = await reject(published, { execution });
      expect(short(answer)).toBe("400/70400");
      expect(await receiptOf(answer.headers.get("holdpoint-receipt"))).toMatchObject({
        body: { outcome: "refused", code: 70400 },
      });
      expect(await viewRun(run)).toMatchObject({ status: "waiting" });
    },
  );

  it.each([
    ["a reason that is no text", { reason: 7 }, "400/70400"],
    ["an empty reason", { reason: "" }, "400/70400"],
    ["a reason of more than a thousand characters", { reason: "x".repeat(1_001) }, "400/70400"],
    ["a body that is no object", [1], "400/8058"],
  ])("refuses %s", async (_, body, wanted) => {
    const published = await publish(flow);
    const run = await startRun(published);
    expect(short(await reject(published, { execution: run, body }))).toBe(wanted);
    expect(await viewRun(run)).toMatchObject({ status: "waiting" });
  });

  it("is for who may call back, and tells others nothing", async () => {
    const pay = { ...flow.pay, authentication: { type: "BACKENDLESS" } };
    const published = await publish({ ...flow, pay });
    const run = await startRun(published);
    expect(short(await reject(published, { execution: run }))).toBe("401/1000");
    expect(short(await reject(published, { execution: "nonsense" }))).toBe("401/1000");
    const { token } = await logInUser();
    expect(short(await reject(published, { execution: "nonsense", token }))).toBe("404/28059");
    expect(short(await reject(published, { execution: run, token }))).toBe("200");
  });

  it("comes too late once the run went on, and is a duplicate the second time", async () => {
    const published = await publish(flow);
    const [run, other] = [await startRun(published), await startRun(published)];
    await callBack(published, "pay", { execution: run, body: { paid: true } });
    expect(short(await reject(published, { execution: run }))).toBe("410/28136");
    const headers = { prefer: "return=representation", "idempotency-key": "k" };
    for (const outcome of ["rejected", "duplicate"]) {
      expect(await reject(published, { execution: other, headers })).toMatchObject({ body: { outcome } });
    }
    expect(short(await callBack(published, "pay", { execution: other, body: { paid: true } }))).toBe(
      "410/28136",
    );
  });

  it("or a callback at the same moment: one of the two wins", async () => {
    const published = await publish(flow);
    for (let round = 0; round < 5; round++) {
      const run = await startRun(published);
      const both = await Promise.all([
        callBack(published, "pay", { execution: run, body: { paid: true } }),
        reject(published, { execution: run }),
      ]);
      expect(both.map(short).toSorted()).toEqual(["200", "410/28136"]);
    }
  });

  it.each(["reject", "heartbeat"])("is a POST: a GET or HEAD of %s does nothing", async (what) => {
    const published = await publish(flow);
    const run = await startRun(published);
    const url = `${urlOf(published, "pay").replace(/activate$/, what)}?execution=${run}`;
    for (const method of ["GET", "HEAD", "PUT"]) expect((await send(method, url)).status).toBe(405);
    expect(await viewRun(run)).toMatchObject({ status: "waiting" });
  });

  it("can't be replayed as if it were a callback", async () => {
    const pay = { ...flow.pay, authentication: { type: "BACKENDLESS" }, condition: undefined };
    const published = await publish({ ...flow, pay });
    const run = await startRun(published);
    const answer = await reject(published, { execution: run, body: { reason: "no" } });
    const { id } = await logInUser();
    const path = `/receipts/${answer.headers.get("holdpoint-receipt")}/replay`;
    expect(await manage("POST", path, { user: id })).toMatchObject({ status: 409, body: { code: 70409 } });
    expect(await viewRun(run)).toMatchObject({ status: "waiting" });
  });

  it("fails the run with its reason, where nothing is said of rejections", async () => {
    const published = await publish({
      ...flow,
      pay: { ...flow.pay, next: ["done", "no"], onReject: undefined },
    });
    const run = await startRun(published);
    await reject(published, { execution: run, body: { reason: "Never" } });
    expect(await viewRun(run)).toMatchObject({
      status: "failed",
      error: { code: "rejected", message: "Never", source: "pay" },
    });
  });
});

describe("rejecting what others sign or send in other forms", () => {
  it("needs the signature that callbacks need", async () => {
    const authentication = { type: "SIGNATURE", scheme: "GITHUB", secret: "HOOK" };
    const published = await publish({ ...flow, pay: { ...flow.pay, authentication } });
    const run = await startRun(published);
    const body = `{ "reason" : "Closed", "reject": "${run}" }`;
    expect(short(await reject(published, { execution: run, body }))).toBe("401/1000");
    const signature = `sha256=${createHmac("sha256", "new-hook").update(body).digest("hex")}`;
    const headers = { "x-hub-signature-256": signature };
    expect(short(await reject(published, { execution: run, body, headers }))).toBe("200");
    expect(await viewRun(run)).toMatchObject({ result: { error: { message: "Closed" } } });
  });

  it("has to be meant by what is signed: what a callback, another run's or a heartbeat's was signed for doesn't count", async () => {
    const authentication = { type: "SIGNATURE", scheme: "GITHUB", secret: "HOOK" };
    const more = { timeout: { after: "PT1H", next: "no" }, heartbeat: { most: "P1D" } };
    const published = await publish({ ...flow, pay: { ...flow.pay, authentication, ...more } });
    const [run, other] = [await startRun(published), await startRun(published)];
    const ask = (what: "reject" | "heartbeat", content: object) => {
      const url = new URL(urlOf(published, "pay").replace(/activate$/, what));
      url.searchParams.set("execution", run);
      const body = JSON.stringify(content);
      const hex = createHmac("sha256", "new-hook").update(body).digest("hex");
      return send("POST", url.href, { body, headers: { "x-hub-signature-256": `sha256=${hex}` } });
    };
    const replayed = [{ paid: true }, { reject: other }, { reject: true }, { heartbeat: run }];
    for (const content of replayed) {
      const answer = await ask("reject", content);
      expect(answer).toMatchObject({ status: 400, body: { code: 70400, errors: [{ path: "reject" }] } });
    }
    for (const content of [{}, { heartbeat: other }])
      expect(short(await ask("heartbeat", content))).toBe("400/70400");
    expect((await viewRun(run)).status).toBe("waiting");
    expect(short(await ask("heartbeat", { heartbeat: run, for: "PT2H" }))).toBe("200");
    expect(short(await ask("reject", { reject: run }))).toBe("200");
    expect((await viewRun(run)).status).toBe("completed");
    expect((await viewRun(other)).status).toBe("waiting");
  });

  it("takes JSON and what the trigger takes, whatever its schema asks of data", async () => {
    const pay = { ...flow.pay, accept: ["form"], schema: { required: ["paid"] } };
    const published = await publish({ ...flow, pay });
    const [asJson, asForm] = [await startRun(published), await startRun(published)];
    expect(short(await reject(published, { execution: asJson, body: { reason: "Not ours" } }))).toBe("200");
    expect(await viewRun(asJson)).toMatchObject({ result: { data: { reason: "Not ours" } } });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(short(await reject(published, { execution: asForm, body: "reason=Not+ours", headers }))).toBe(
      "200",
    );
    expect(await viewRun(asForm)).toMatchObject({ result: { error: { message: "Not ours" } } });
  });

  it("is answered at once, also where the sender would wait for the run", async () => {
    const published = await publish({ ...flow, no: { type: "external-callback", next: "done" } });
    const run = await startRun(published);
    const answer = await reject(published, { execution: run, headers: { prefer: "wait=20" } });
    expect(short(answer)).toBe("200");
  });
});

describe("rejecting a wait by hand", () => {
  const byHand = (run: string, occurrence: number, body?: unknown) =>
    manage("POST", `/runs/${run}/waits/${occurrence}/reject`, body);

  it("needs a reason, and goes where a sender's rejection goes", async () => {
    const run = await startRun(await publish(flow));
    for (const body of [undefined, {}, { reason: "" }, { reason: "x", data: {} }]) {
      expect(await byHand(run, 1, body)).toMatchObject({ status: 400, body: { code: 70400 } });
    }
    expect(await byHand(run, 1, { reason: "Fraud" })).toMatchObject({ status: 204, body: undefined });
    expect(await viewRun(run)).toMatchObject({
      status: "completed",
      result: { data: { reason: "Fraud" }, user: null, error: { message: "Fraud" } },
    });
    expect(await byHand(run, 1, { reason: "Fraud" })).toMatchObject({ status: 410, body: { code: 28136 } });
  });

  it("is for waits that are open", async () => {
    const pay = { ...flow.pay, condition: undefined, next: "more" };
    const more = { type: "external-callback", next: "done" };
    const published = await publish({ ...flow, pay, more });
    const run = await startRun(published);
    await callBack(published, "pay", { execution: run });
    expect(await byHand(run, 1, { reason: "x" })).toMatchObject({ status: 409, body: { code: 28100 } });
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect(await byHand(unknown, 1, { reason: "x" })).toMatchObject({ status: 404, body: { code: 28068 } });
  });
});
