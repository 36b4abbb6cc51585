import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { manage, type Published, publish, sendRaw, startRun } from "../support/worker.ts";
import { callBack, journalOf, short, statusOf, urlOf } from "../triggers/support.ts";

const MISSING = "401/1000";

function flowOf(
  more: Record<string, unknown> = {},
  trigger: Record<string, unknown> = {},
): Promise<Published> {
  return publish({
    begin: { type: "set", values: {}, next: "hook" },
    hook: {
      type: "external-callback",
      authentication: { type: "SIGNATURE", scheme: "GITHUB", secret: ["HOOK", "HOOK_OLD"], ...more },
      ...trigger,
      next: "done",
    },
    done: { type: "return", value: "{{ hook.data }}" },
  });
}

/** What GitHub would send: the body byte by byte, signed with that secret. */
function push(url: string, { body = '{ "ref" : "main" }', secret = "new-hook", signature = "" } = {}) {
  const right = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature || right };
  return sendRaw(url, { method: "POST", body, headers });
}

function named(flow: Published, run: string): string {
  return `${urlOf(flow, "hook")}?execution=${run}`;
}

describe("a trigger whose senders sign", () => {
  it("lets a run go on, named or not, whichever of its two secrets signed", async () => {
    const flow = await flowOf();
    const [first, second] = [await startRun(flow), await startRun(flow)];
    expect(short(await push(named(flow, second)))).toBe("200");
    expect(await statusOf(second)).toBe("completed");
    expect(short(await push(urlOf(flow, "hook", "flow"), { secret: "old-hook" }))).toBe("200");
    expect(await statusOf(first)).toBe("completed");
  });

  it("refuses what is unsigned, signed by others, or changed on the way, and says why on the receipt alone", async () => {
    const flow = await flowOf();
    const run = await startRun(flow);
    const unsigned = await callBack(flow, "hook", { execution: run });
    const others = await push(named(flow, run), { secret: "guessed" });
    const changed = await push(urlOf(flow, "hook"), { signature: `sha256=${"0".repeat(64)}` });
    expect([unsigned, others, changed].map(short)).toEqual([MISSING, MISSING, MISSING]);
    const receipts = await Promise.all(
      [unsigned, others, changed].map(({ headers }) =>
        manage("GET", `/receipts/${headers.get("holdpoint-receipt")}`),
      ),
    );
    expect(receipts.map(({ body }) => Object(body).warning)).toEqual([
      "no signature in x-hub-signature-256",
      "the signature doesn't fit what was sent",
      "the signature doesn't fit what was sent",
    ]);
    expect(await statusOf(run)).toBe("waiting");
  });

  it("advises on a secret that isn't set, when checked and published, in the receipt's words", async () => {
    const authentication = { type: "SIGNATURE", scheme: "GITHUB", secret: "NOT_YET" };
    const blocks = { hook: { type: "external-callback", authentication } };
    const document = { name: `unset ${crypto.randomUUID()}`, start: "hook", blocks };
    const checked = await manage("POST", "/documents/check", document);
    const made = await manage("POST", "/flows", document);
    const advice = [
      {
        path: "blocks.hook.authentication.secret",
        message: "The secret NOT_YET isn't set: set FLOW_SECRET_NOT_YET",
      },
    ];
    expect([checked.body, made.body]).toEqual([{ errors: [], advice }, expect.objectContaining({ advice })]);
    const flow = await flowOf({ secret: "NOT_YET" });
    const refused = await push(named(flow, await startRun(flow)));
    expect(short(refused)).toBe(MISSING);
    const receipt = await manage("GET", `/receipts/${refused.headers.get("holdpoint-receipt")}`);
    expect(Object(receipt.body).warning).toBe(advice[0]?.message);
  });

  it("ignores them in silence under IGNORE", async () => {
    const flow = await flowOf({ onFail: "IGNORE" });
    const run = await startRun(flow);
    expect(short(await push(named(flow, run), { secret: "guessed" }))).toBe("200");
    expect(await statusOf(run)).toBe("waiting");
  });

  it("keeps one that comes early as verified, and neither its signature nor its body's copy", async () => {
    const flow = await publish({
      begin: { type: "external-callback", next: "hook" },
      hook: {
        type: "external-callback",
        authentication: { type: "SIGNATURE", scheme: "GITHUB", secret: "HOOK" },
        next: "done",
      },
      done: { type: "return", value: "{{ hook.data.ref }}" },
    });
    const run = await startRun(flow);
    expect(short(await push(named(flow, run)))).toBe("200");
    expect(await journalOf(run)).not.toContain("sha256=");
    expect(short(await callBack(flow, "begin", { execution: run }))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });

  it("takes a callback of the operator's, who answers for it", async () => {
    const flow = await flowOf();
    const run = await startRun(flow);
    const refused = await push(named(flow, run), { secret: "guessed" });
    const path = `/receipts/${refused.headers.get("holdpoint-receipt")}/replay`;
    expect((await manage("POST", path, {})).status).toBe(409);
    expect((await manage("POST", path, { verified: true })).body).toMatchObject({ outcome: "activated" });
    expect(await statusOf(run)).toBe("completed");
  });
});
