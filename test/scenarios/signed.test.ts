import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import twilio from "twilio";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { PROVIDERS, type Provider } from "../signatures/providers.ts";
import { Client, type Published } from "../support/client.ts";
import { SECRETS } from "../support/secrets.ts";

const client = new Client(inject("url"));

/** Not on the curve. */
const BROKEN = { kty: "EC", crv: "P-256", alg: "ES256", kid: "k1", x: "AAAA", y: "AAAA" };

/** A flow that waits for this sender, and a run of it. */
async function waiting(
  authentication: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Promise<{ flow: Published; run: string; url: string }> {
  const flow = await client.publish({
    begin: { type: "set", values: {}, next: "hook" },
    hook: { type: "external-callback", authentication, ...more, next: "done" },
    done: { type: "return", value: { data: "{{ hook.data }}", user: "{{ hook.user }}" } },
  });
  const run = await client.startRun(flow.flowId, {});
  await client.runBecomes(run, "waiting");
  return { flow, run, url: `${flow.triggers["hook"]?.callbackUrl}?execution=${run}` };
}

async function post(url: string, body: string, headers: Record<string, string>) {
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe.concurrent.each(PROVIDERS)("$name, over TCP", (provider: Provider) => {
  const { settings, secrets, sample, contentType = "application/json" } = provider;
  const now = Math.floor(Date.now() / 1_000);

  it("releases a run with what its own library signs, and nobody else does", async () => {
    const accept = contentType === "application/json" ? {} : { accept: ["form"] };
    const { run, url } = await waiting({ type: "SIGNATURE", secret: [...secrets], ...settings }, accept);
    const send = async (secret: string, at: number, body = sample) => {
      const headers = await provider.sign({ url, body: sample, secret, at });
      return (await post(url, body, { "content-type": contentType, ...headers })).status;
    };
    const [present, before] = secrets.map((name) => SECRETS[name] ?? "");
    expect(await send("guessed", now)).toBe(401);
    expect(await send(present ?? "", now, `${sample} `)).toBe(401);
    if (provider.timed) expect(await send(present ?? "", now - 600)).toBe(401);
    expect((await client.run(run)).status).toBe("waiting");
    expect(await send(before ?? "", now)).toBe(200);
    await client.runBecomes(run, "completed");
  });
});

describe("a delivery that comes once more", () => {
  it.each([
    ["Stripe", (times: number) => ({ id: "evt_once", pending_webhooks: 2 - times })],
    ["Slack", (times: number) => ({ type: "event_callback", event_id: "Ev_once", retries: times })],
  ])(
    "of %s is a duplicate by the id that was signed, although its body has changed",
    async (name, bodyOf) => {
      const provider = PROVIDERS.find((one) => one.name === name);
      if (!provider) throw new Error("no provider");
      const { flow } = await waiting({ type: "SIGNATURE", secret: "HOOK", ...provider.settings });
      const second = await client.startRun(flow.flowId, {});
      await client.runBecomes(second, "waiting");
      const url = flow.triggers["hook"]?.callbackUrl ?? "";
      const deliver = async (times: number) => {
        const body = JSON.stringify(bodyOf(times));
        const secret = SECRETS["HOOK"] ?? "";
        const at = Math.floor(Date.now() / 1_000) + times;
        const headers = await provider.sign({ url, body, secret, at });
        return JSON.parse((await post(url, body, { ...headers, prefer: "return=representation" })).text)
          .outcome;
      };
      expect([await deliver(0), await deliver(1)]).toEqual(["activated", "duplicate"]);
      expect((await client.run(second)).status).toBe("waiting");
    },
  );
});

describe("a JSON Web Token", () => {
  const issuer = "https://issuer.example";
  let server: ReturnType<typeof createServer>;
  let privateKey: CryptoKey;
  let jwks = "";
  let fetched = 0;

  beforeAll(async () => {
    const pair = await generateKeyPair("ES256", { extractable: true });
    privateKey = pair.privateKey;
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "ES256" }];
    server = createServer((_, response) => {
      fetched += 1;
      response.setHeader("content-type", "application/json").end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // oxlint-disable-line typescript/no-unsafe-type-assertion -- it listens
    jwks = `http://127.0.0.1:${port}/jwks.json`;
    await client.manage("POST /roles", { name: "Clerk" });
  });

  afterAll(() => server.close());

  function token(
    claims: Record<string, unknown>,
    { audience = "holdpoint", by = issuer, expires = "5m", alg = "ES256" } = {},
  ) {
    return new SignJWT({ email: "ann@hold.example", name: "Ann", ...claims })
      .setProtectedHeader({ alg, kid: "k1" })
      .setSubject("ann")
      .setIssuer(by)
      .setAudience(audience)
      .setExpirationTime(expires)
      .sign(privateKey);
  }

  const settings = (more: Record<string, unknown> = {}) => ({
    type: "JWT",
    issuer,
    audience: "holdpoint",
    jwks,
    ...more,
  });

  it("releases a run as the user of its claims, whose roles count", async () => {
    const { run, url } = await waiting(
      settings({ claims: { roles: "realm.roles" }, requiredRoles: ["Clerk"] }),
    );
    const bearer = async (claims: Record<string, unknown>) => {
      const authorization = `Bearer ${await token(claims)}`;
      return (await post(url, "{}", { authorization })).status;
    };
    expect(await bearer({})).toBe(403);
    expect(await bearer({ realm: { roles: ["Clerk"] } })).toBe(200);
    const { result } = await client.runBecomes(run, "completed");
    expect(result.user).toMatchObject({
      objectId: "ann",
      email: "ann@hold.example",
      name: "Ann",
      gender: null,
    });
    expect(fetched).toBe(1);
  });

  it("is refused that is another's, for others, over, unsigned or none", async () => {
    const { run, url } = await waiting(settings());
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ sub: "ann", iss: issuer, aud: "holdpoint", exp: 9e9 })).toString("base64url")}.`;
    const tokens = [
      await token({}, { by: "https://other.example" }),
      await token({}, { audience: "others" }),
      await token({}, { expires: "-5m" }),
      (await token({})).slice(0, -8),
      unsigned,
    ];
    for (const each of tokens)
      expect((await post(url, "{}", { authorization: `Bearer ${each}` })).status).toBe(401);
    expect((await post(url, "{}", {})).status).toBe(401);
    expect((await client.run(run)).status).toBe("waiting");
  });

  it.each([
    ["nobody listens", undefined],
    ["the answer is an error", (response) => response.writeHead(500).end("{}")],
    ["the answer is no JSON", (response) => response.end("<html>")],
    ["the answer holds no keys", (response) => response.end('{"keys":{}}')],
    ["the answer leads elsewhere", (response) => response.writeHead(302, { location: jwks }).end()],
    ["nothing comes in time", () => {}],
    ["not all of it comes in time", (response) => response.write('{"keys":')],
    ["its keys are broken", (response) => response.end(JSON.stringify({ keys: [BROKEN] }))],
  ] satisfies [string, undefined | ((response: ServerResponse) => unknown)][])(
    "can't be judged where %s: 503, and nothing is lost",
    async (_, answer) => {
      const failing = createServer((__, response) => void answer?.(response));
      await new Promise<void>((resolve) => failing.listen(0, "127.0.0.1", resolve));
      const { port } = failing.address() as AddressInfo; // oxlint-disable-line typescript/no-unsafe-type-assertion -- it listens
      if (!answer) failing.close();
      const { run, url } = await waiting(settings({ jwks: `http://127.0.0.1:${port}/jwks.json` }));
      const sent = await post(url, "{}", { authorization: `Bearer ${await token({})}` });
      failing.close();
      failing.closeAllConnections();
      expect([sent.status, sent.headers.get("retry-after")]).toEqual([503, "1"]);
      expect((await client.run(run)).status).toBe("waiting");
    },
  );
});

it("Twilio releases a run with JSON too, whose hash is in the URL that it signs", async () => {
  const { run, url } = await waiting({ type: "SIGNATURE", scheme: "TWILIO", secret: "HOOK" });
  const body = '{"CallSid": "CA1"}';
  const hashed = `${url}&bodySHA256=${twilio.getExpectedBodyHash(body)}`;
  const signature = twilio.getExpectedTwilioSignature(SECRETS["HOOK"] ?? "", hashed, {});
  const send = async (sent: string) => (await post(hashed, sent, { "x-twilio-signature": signature })).status;
  expect([await send('{"CallSid": "CA2"}'), await send(body)]).toEqual([401, 200]);
  await client.runBecomes(run, "completed");
});

describe("an API key", () => {
  it("releases a run in the header that the trigger names", async () => {
    const { run, url } = await waiting({ type: "API_KEY", secret: ["HOOK", "HOOK_OLD"], header: "X-Key" });
    expect((await post(url, "{}", {})).status).toBe(401);
    expect((await post(url, "{}", { "x-key": "new-hoo" })).status).toBe(401);
    expect((await post(url, "{}", { "x-key": "" })).status).toBe(401);
    expect((await post(url, "{}", { "x-key": "old-hook" })).status).toBe(200);
    await client.runBecomes(run, "completed");
  });
});

describe("a provider that asks whether the URL is ours", () => {
  it("Slack: gets its challenge back, once its signature is right, and nothing is activated", async () => {
    const slack = PROVIDERS.find(({ name }) => name === "Slack");
    const { run, url } = await waiting({ type: "SIGNATURE", scheme: "SLACK", secret: "HOOK" });
    const body = JSON.stringify({ type: "url_verification", challenge: "<b>3eZb</b>" });
    const ask = async (secret: string) => {
      const headers = await slack?.sign({ url, body, secret, at: Math.floor(Date.now() / 1_000) });
      return post(url, body, headers ?? {});
    };
    expect((await ask("guessed")).status).toBe(401);
    const { status, text, headers } = await ask("new-hook");
    expect([status, text, headers.get("content-type")]).toEqual([
      200,
      "<b>3eZb</b>",
      "text/plain; charset=UTF-8",
    ]);
    expect((await client.run(run)).status).toBe("waiting");
  });

  it("Meta: gets its challenge back for our token, by GET; other GETs change nothing", async () => {
    const { run, flow } = await waiting({
      type: "SIGNATURE",
      scheme: "META",
      secret: "HOOK",
      verifyToken: "HOOK_OLD",
    });
    const url = flow.triggers["hook"]?.callbackUrl ?? "";
    const ask = async (token: string) => {
      const response = await fetch(
        `${url}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`,
      );
      return [response.status, response.status === 200 ? await response.text() : ""];
    };
    expect(await ask("old-hook")).toEqual([200, "1158201444"]);
    expect(await ask("guessed")).toEqual([405, ""]);
    expect(await ask("")).toEqual([405, ""]);
    expect((await fetch(url)).status).toBe(405);
    expect((await client.run(run)).status).toBe("waiting");
  });
});
