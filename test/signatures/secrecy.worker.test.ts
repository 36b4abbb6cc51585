import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, expect, it, vi } from "vitest";
import { SECRETS } from "../support/secrets.ts";
import { manage, outside, publish, type Sent, sendRaw, startRun, viewRun } from "../support/worker.ts";
import { listPath, receiptIn } from "../triggers/receipt-support.ts";
import { callBack, short, urlOf } from "../triggers/support.ts";

const BODY = '{"ref":"main-branch"}';
const KEY = SECRETS["HOOK"] ?? "";
const GUESSED = "gu355ed-s3cret";

function hmac(secret: string, encoding: "hex" | "base64", text = BODY): string {
  return createHmac("sha256", secret).update(text).digest(encoding);
}

const pair = await generateKeyPair("ES256", { extractable: true });
const stranger = await generateKeyPair("ES256");
const JWKS = "https://issuer.example/jwks.json";

function token(key: CryptoKey): Promise<string> {
  return new SignJWT({ sub: "ann", iss: "https://issuer.example", aud: "holdpoint" })
    .setProtectedHeader({ alg: "ES256", kid: "k1" })
    .setExpirationTime("5m")
    .sign(key);
}

const bearer = [await token(pair.privateKey), await token(stranger.privateKey)] as const;
const STANDARD = SECRETS["STANDARD"] ?? "";
const now = String(Math.floor(Date.now() / 1_000));
const standard = (secret: string) =>
  createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64"))
    .update(`msg_1.${now}.${BODY}`)
    .digest("base64");

/** Settings, what the right sender and a stranger send along, and what of it must be nowhere. */
interface Case {
  settings: Record<string, unknown>;
  right: Record<string, string>;
  wrong: Record<string, string>;
  hidden: string[];
}

const CASES: Record<string, Case> = {
  "the signature of GitHub": {
    settings: { type: "SIGNATURE", scheme: "GITHUB", secret: "HOOK" },
    right: { "x-hub-signature-256": `sha256=${hmac(KEY, "hex")}` },
    wrong: { "x-hub-signature-256": `sha256=${hmac(GUESSED, "hex")}` },
    hidden: [hmac(KEY, "hex"), hmac(GUESSED, "hex"), KEY, "sha256="],
  },
  "the signature of Shopify": {
    settings: { type: "SIGNATURE", scheme: "SHOPIFY", secret: "HOOK" },
    right: { "x-shopify-hmac-sha256": hmac(KEY, "base64") },
    wrong: { "x-shopify-hmac-sha256": hmac(GUESSED, "base64") },
    hidden: [hmac(KEY, "base64"), hmac(GUESSED, "base64"), KEY],
  },
  "the signature of Standard Webhooks": {
    settings: { type: "SIGNATURE", scheme: "STANDARD", secret: "STANDARD" },
    right: {
      "webhook-id": "msg_1",
      "webhook-timestamp": now,
      "webhook-signature": `v1,${standard(STANDARD)}`,
    },
    wrong: {
      "webhook-id": "msg_2",
      "webhook-timestamp": now,
      "webhook-signature": `v1,${hmac("", "base64")}`,
    },
    hidden: [standard(STANDARD), hmac("", "base64"), STANDARD.slice("whsec_".length)],
  },
  "a bearer token": {
    settings: { type: "JWT", issuer: "https://issuer.example", audience: "holdpoint", jwks: JWKS },
    right: { authorization: `Bearer ${bearer[0]}` },
    wrong: { authorization: `Bearer ${bearer[1]}` },
    hidden: [...bearer.flatMap((text) => text.split(".")), "Bearer "],
  },
  "an API key": {
    settings: { type: "API_KEY", secret: "HOOK", header: "x-shop-key" },
    right: { "x-shop-key": KEY },
    wrong: { "x-shop-key": GUESSED },
    hidden: [KEY, GUESSED],
  },
};

afterEach(() => void vi.restoreAllMocks());

function logged(): unknown[] {
  const lines: unknown[] = [];
  for (const level of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(...line));
  return lines;
}

/** All that an object keeps, bytes as text. */
function kept(_: unknown, { storage }: DurableObjectState): string {
  const tables = storage.sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    )
    .toArray();
  const rows = tables.map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray());
  return JSON.stringify(rows, (_key, value: unknown) =>
    value instanceof ArrayBuffer ? Buffer.from(value).toString("latin1") : value,
  );
}

it.each(Object.entries(CASES))(
  "%s is in no answer, journal, list, receipt or log line",
  async (_, { settings, right, wrong, hidden }) => {
    outside(async () => Response.json({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k1" }] }));
    const lines = logged();
    const flow = await publish({
      begin: { type: "external-callback", next: "hook" },
      hook: { type: "external-callback", authentication: settings, next: "done" },
      done: { type: "return", value: "{{ [hook.data, hook.headers, hook.query] }}" },
    });
    const [early, waiting, other] = [await startRun(flow), await startRun(flow), await startRun(flow)];
    const post = (execution: string, headers: Record<string, string>) =>
      sendRaw(`${urlOf(flow, "hook")}?execution=${execution}`, {
        method: "POST",
        body: BODY,
        headers: { "content-type": "application/json", prefer: "return=representation", ...headers },
      });
    // Held by the run and by the list, refused by the run, by the list and by what no run has.
    const sent: Sent[] = [await post(early, right), await post(early, wrong), await post("any", wrong)];
    for (const run of [early, waiting, other]) await callBack(flow, "begin", { execution: run });
    sent.push(await post(waiting, { ...right, "webhook-id": "msg_1" }));
    sent.push(await post(waiting, { ...right, "webhook-id": "msg_1" }));
    sent.push(await post(other, {}), await post("all", right), await post("nonsense", wrong));
    const [taken, turnedAway] = ["200 with a body", "401/1000"];
    expect(sent.map(short)).toEqual(
      [
        [taken, turnedAway, turnedAway],
        [taken, taken],
        [turnedAway, taken, turnedAway],
      ].flat(),
    );
    const receipts = await Promise.all(sent.map((one) => manage("GET", `/receipts/${receiptIn(one)}`)));
    const list = env.WAITING_LIST.getByName(flow.triggers["hook"]?.triggerId ?? "");
    const everywhere = {
      answers: JSON.stringify(sent.map(({ body, headers }) => [body, [...headers]])),
      runs: JSON.stringify([await viewRun(early), await viewRun(waiting), await viewRun(other)]),
      journals: (
        await Promise.all(
          [early, waiting, other].map((run) => runInDurableObject(env.FLOW_RUN.getByName(run), kept)),
        )
      ).join(""),
      list: await runInDurableObject(list, kept),
      receipts: JSON.stringify([receipts, await manage("GET", listPath(flow, "hook"))]),
      lines: JSON.stringify(lines),
    };
    expect(everywhere.journals).toContain("main-branch");
    expect(everywhere.lines).toContain("refused");
    for (const [place, text] of Object.entries(everywhere))
      for (const secret of hidden) expect(text, `${place}: ${secret}`).not.toContain(secret);
  },
);

it("the token by which Meta asks is in no answer, list, receipt or log line, right or wrong", async () => {
  const lines = logged();
  const flow = await publish({
    begin: { type: "set", values: {}, next: "hook" },
    hook: {
      type: "external-callback",
      authentication: { type: "SIGNATURE", scheme: "META", secret: "HOOK", verifyToken: "HOOK_OLD" },
      next: "done",
    },
    done: { type: "return", value: 1 },
  });
  const run = await startRun(flow);
  const right = SECRETS["HOOK_OLD"] ?? "";
  const ask = (challenge: string, given: string) =>
    sendRaw(
      `${urlOf(flow, "hook")}?execution=${run}&hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${given}`,
      { method: "GET" },
    );
  const sent = [await ask("1158201444", right), await ask("1158201444", GUESSED)];
  expect(sent.map(({ status, body }) => [status, status === 200 && body])).toEqual([
    [200, 1_158_201_444],
    [405, false],
  ]);
  const list = env.WAITING_LIST.getByName(flow.triggers["hook"]?.triggerId ?? "");
  const everywhere = JSON.stringify([
    sent.map(({ body, headers }) => [body, [...headers]]),
    await viewRun(run),
    await runInDurableObject(env.FLOW_RUN.getByName(run), kept),
    await runInDurableObject(list, kept),
    await manage("GET", listPath(flow, "hook")),
    lines,
  ]);
  expect(everywhere).toContain(run);
  for (const secret of [right, GUESSED, KEY]) expect(everywhere).not.toContain(secret);
});
