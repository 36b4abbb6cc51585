import { createHmac } from "node:crypto";
import fc from "fast-check";
import twilio from "twilio";
import { describe, expect, it } from "vitest";
import { Authentication } from "../../src/blocks/authentication.ts";
import { deliveryId, verify } from "../../src/signatures/index.ts";
import { SECRETS } from "../support/secrets.ts";
import { ED25519, PROVIDERS, type Provider, signedAsymmetrically } from "./providers.ts";

const URL_OF_IT = "https://hold.example/api/automation/flow/F/trigger/T/activate?execution=any";
const NOW = Math.floor(Date.now() / 1_000);

type Request = { url: string; headers: Record<string, string>; body: string };

function settingsOf({ settings, secrets }: Pick<Provider, "settings" | "secrets">) {
  const authentication = Authentication.parse({ type: "SIGNATURE", secret: [...secrets], ...settings });
  if (authentication.type !== "SIGNATURE") throw new Error("no signature");
  return authentication;
}

async function isIn(
  provider: Provider,
  { url, headers, body }: Request,
  secrets = SECRETS,
): Promise<boolean> {
  const request = { method: "POST", url, headers, body: Buffer.from(body) };
  const sources = { secret: (name: string) => secrets[name], now: () => NOW * 1_000 };
  return (await verify(settingsOf(provider), request, sources)).kind === "verified";
}

async function signed(
  provider: Provider,
  { body = provider.sample, secret = 0, at = NOW } = {},
): Promise<Request> {
  const key = SECRETS[provider.secrets[secret] ?? ""] ?? "";
  const headers = await provider.sign({ url: URL_OF_IT, body, secret: key, at });
  return {
    url: URL_OF_IT,
    headers: { "content-type": provider.contentType ?? "application/json", ...headers },
    body,
  };
}

describe.each(PROVIDERS)("$name", (provider) => {
  const bodies = provider.contentType
    ? fc
        .array(fc.tuple(fc.stringMatching(/^[A-Za-z]{1,6}$/), fc.string()))
        .map((fields) => new URLSearchParams(fields).toString())
    : fc.json();

  it("is let in with whatever body it signs, under either secret", async () => {
    const runs = fc.asyncProperty(bodies, fc.constantFrom(0, 1), async (body, secret) => {
      expect(await isIn(provider, await signed(provider, { body, secret }))).toBe(true);
    });
    await fc.assert(runs, { numRuns: 30 });
  });

  it.runIf("accepts" in provider)(
    "has a library that agrees on what it signed, and on what was changed",
    async () => {
      const secret = SECRETS[provider.secrets[0]] ?? "";
      const runs = fc.asyncProperty(bodies, fc.boolean(), async (body, changes) => {
        const request = await signed(provider, { body });
        const sent = { ...request, body: changes ? `${body}${provider.contentType ? "&x=1" : " "}` : body };
        expect(await provider.accepts?.({ ...sent, secret })).toBe(!changes);
        expect(await isIn(provider, sent)).toBe(!changes);
      });
      await fc.assert(runs, { numRuns: 30 });
    },
  );

  it("is turned away when the body, a header that counts or a secret is another one", async () => {
    const right = await signed(provider);
    const names = Object.keys(right.headers).filter((name) => name !== "content-type");
    const tampered = fc.record({
      part: fc.constantFrom("body", ...names),
      at: fc.nat(),
      how: fc.constantFrom("flip", "cut", "drop"),
    });
    await fc.assert(
      fc.asyncProperty(tampered, async ({ part, at, how }) => {
        const text = part === "body" ? right.body : (right.headers[part] ?? "");
        const place = at % text.length;
        // The last characters of base64 may be bits that mean nothing: the one before them is changed instead.
        const flipped = text[place] === "1" ? "2" : "1";
        const changed =
          how === "drop"
            ? ""
            : how === "cut"
              ? text.slice(0, place)
              : text.slice(0, place) + flipped + text.slice(place + 1);
        fc.pre(changed !== text && !isSameBase64(text, changed));
        const request =
          part === "body"
            ? { ...right, body: changed }
            : { ...right, headers: { ...right.headers, [part]: changed } };
        expect(await isIn(provider, request)).toBe(false);
      }),
      { numRuns: 80 },
    );
    const [present, before] = provider.secrets;
    expect(await isIn(provider, right, { [present]: SECRETS[before] ?? "", [before]: "other" })).toBe(false);
    expect(await isIn(provider, right, { [present]: "", [before]: "" })).toBe(false);
    expect(await isIn(provider, right, {})).toBe(false);
  });

  it.runIf(provider.timed)(
    "is turned away more than five minutes early or late, and not before",
    async () => {
      for (const [apart, isGood] of [
        [-301, false],
        [-299, true],
        [299, true],
        [301, false],
      ] as const) {
        expect(await isIn(provider, await signed(provider, { at: NOW + apart }))).toBe(isGood);
      }
    },
  );
});

/** Do both decode to the same bytes? */
function isSameBase64(a: string, b: string): boolean {
  const last = (text: string) => text.split(/[ ,]/).at(-1) ?? "";
  return (
    Buffer.from(last(a), "base64").equals(Buffer.from(last(b), "base64")) &&
    last(a).length === last(b).length &&
    a.endsWith("=") &&
    b.endsWith("=")
  );
}

describe("Standard Webhooks by public key", () => {
  const provider = PROVIDERS.find(({ name }) => name === "Standard Webhooks");
  const secrets = { STANDARD: ED25519.secret };

  it("is let in, and turned away when the body changes or another key signed", async () => {
    if (!provider) throw new Error("no provider");
    const headers = signedAsymmetrically("{}", NOW);
    const request = { url: URL_OF_IT, headers, body: "{}" };
    expect(await isIn(provider, request, secrets)).toBe(true);
    expect(await isIn(provider, { ...request, body: "{ }" }, secrets)).toBe(false);
    expect(await isIn(provider, request, SECRETS)).toBe(false);
    const asShared = await signed(provider);
    expect(await isIn(provider, asShared, secrets)).toBe(false);
  });
});

describe("a secret of Standard Webhooks that isn't written as one", () => {
  const sources = (secret: string) => ({ secret: () => secret, now: () => NOW * 1_000 });
  const whsec = "d2hzZWMgd2l0aG91dCBpdHMgcHJlZml4";
  const why = { kind: "unknown", why: "The secret STANDARD isn't in the form whsec_…" };

  it.each([
    ["without its prefix", whsec],
    ["empty behind it", "whsec_"],
    ["no base64", "whsec_?"],
    ["a public key of another length", `whpk_${whsec}`],
    ["a public key without its prefix", ED25519.secret.slice("whpk_".length)],
  ])("lets nobody in, and the receipt says so: %s", async (_, secret) => {
    const settings = settingsOf({ settings: { scheme: "STANDARD" }, secrets: ["STANDARD", "STANDARD"] });
    // By its key as a shared one: everybody may know a public key.
    for (const key of [secret, secret.replace(/^wh(sec|pk)_/, "")]) {
      const hmac = createHmac("sha256", Buffer.from(key, "base64")).update(`m.${NOW}.{}`).digest("base64");
      const headers = { "webhook-id": "m", "webhook-timestamp": `${NOW}`, "webhook-signature": `v1,${hmac}` };
      const request = { method: "POST", url: URL_OF_IT, headers, body: Buffer.from("{}") };
      expect(await verify(settings, request, sources(secret))).toEqual(why);
    }
  });

  it("leaves the other one good", async () => {
    const provider = PROVIDERS.find(({ name }) => name === "Standard Webhooks");
    if (!provider) throw new Error("no provider");
    const request = await signed(provider, { secret: 1 });
    expect(await isIn(provider, request, { ...SECRETS, STANDARD: "bare" })).toBe(true);
  });
});

describe("Twilio where the URL has the body's hash", () => {
  const token = SECRETS["HOOK"] ?? "";
  const json = '{"CallSid": "CA1", "é": [1]}';
  const url = `${URL_OF_IT}&bodySHA256=${twilio.getExpectedBodyHash(json)}`;
  const twilios = PROVIDERS.find(({ name }) => name === "Twilio");
  const isTwilios = async (body: string, { type = "application/json", at = url, signedFor = url } = {}) => {
    if (!twilios) throw new Error("no provider");
    const signature = twilio.getExpectedTwilioSignature(token, signedFor, {});
    const headers = { "content-type": type, "x-twilio-signature": signature };
    const verdict = await isIn(twilios, { url: at, headers, body });
    expect(twilio.validateRequestWithBody(token, signature, at, body)).toBe(verdict);
    return verdict;
  };

  it("is let in with that body, and with no other, by its own library's judgement too", async () => {
    expect(await isTwilios(json)).toBe(true);
    expect(await isTwilios(json, { type: "text/plain" })).toBe(true);
    expect(await isTwilios(`${json} `)).toBe(false);
    expect(await isTwilios("")).toBe(false);
    // What was signed for one body isn't a form without fields.
    const type = "application/x-www-form-urlencoded";
    expect(await isTwilios("", { type })).toBe(false);
    const other = `${URL_OF_IT}&bodySHA256=${twilio.getExpectedBodyHash("{}")}`;
    expect(await isTwilios("{}", { at: other })).toBe(false);
    expect(await isTwilios(json, { at: URL_OF_IT, signedFor: URL_OF_IT })).toBe(false);
  });
});

it.each<[string, Record<string, string>, Record<string, string>, string | undefined]>([
  ["STRIPE", { id: "evt_7" }, {}, "evt_7"],
  ["SLACK", { event_id: "Ev7" }, {}, "Ev7"],
  ["STANDARD", {}, { "webhook-id": "msg_7" }, "msg_7"],
  // These send ids that they don't sign.
  ["GITHUB", { id: "x" }, { "x-github-delivery": "7" }, undefined],
  ["SHOPIFY", { id: "x" }, { "x-shopify-webhook-id": "7" }, undefined],
])("knows a delivery of %s by the id that is signed", (scheme, data, headers, id) => {
  const settings = Authentication.parse({ type: "SIGNATURE", scheme, secret: "HOOK" });
  expect(
    deliveryId(settings, { method: "POST", url: URL_OF_IT, headers, body: new Uint8Array() }, data),
  ).toBe(id);
});
