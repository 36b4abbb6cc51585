import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Authentication } from "../../src/blocks/authentication.ts";
import { verify } from "../../src/signatures/index.ts";

const NOW = Date.UTC(2026, 0, 31, 12);
const time = String(NOW / 1_000);
const WHSEC = Buffer.from("a shared secret of some length").toString("base64");

const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
if (!("publicKey" in pair)) throw new Error("no pair");
const { privateKey, publicKey } = pair;
const raw = await crypto.subtle.exportKey("raw", publicKey);
if (!(raw instanceof ArrayBuffer)) throw new Error("not raw");
const secrets: Record<string, string> = {
  HOOK: "hook",
  SHARED: `whsec_${WHSEC}`,
  PUBLIC: `whpk_${Buffer.from(raw).toString("base64")}`,
};

async function isIn(scheme: string, secret: string, headers: Record<string, string>): Promise<boolean> {
  const settings = Authentication.parse({ type: "SIGNATURE", scheme, secret, ...GENERIC[scheme] });
  if (settings.type !== "SIGNATURE") throw new Error("no signature");
  const request = { method: "POST", url: "https://hold.example/", headers, body: Buffer.from("{}") };
  const caller = await verify(settings, request, { secret: (name) => secrets[name], now: () => NOW });
  return caller.kind === "verified";
}

const GENERIC: Record<string, Record<string, string>> = { HMAC: { header: "x-signature" } };

function standard(signatures: string): Record<string, string> {
  return { "webhook-id": "m", "webhook-timestamp": time, "webhook-signature": signatures };
}

describe("by the runtime's own cryptography", () => {
  const signed = Buffer.from(`m.${time}.{}`);

  it("lets in what is signed by Ed25519, and turns away signatures of every other length", async () => {
    const right = Buffer.from(await crypto.subtle.sign("Ed25519", privateKey, signed));
    const of = (signature: Buffer) =>
      isIn("STANDARD", "PUBLIC", standard(`v1a,${signature.toString("base64")}`));
    expect(await of(right)).toBe(true);
    for (const length of [1, 32, 63, 65, 128, 4_000]) {
      expect(await of(Buffer.concat([right, Buffer.alloc(4_000)]).subarray(0, length))).toBe(false);
    }
    expect(await of(Buffer.alloc(64))).toBe(false);
  });

  it.each<[string, (hex: string, base64: string) => Record<string, string>]>([
    ["GITHUB", (hex) => ({ "x-hub-signature-256": `sha256=${hex}` })],
    ["META", (hex) => ({ "x-hub-signature-256": `sha256=${hex}` })],
    ["STRIPE", (hex) => ({ "stripe-signature": `t=${time},v1=${hex}` })],
    ["SLACK", (hex) => ({ "x-slack-request-timestamp": time, "x-slack-signature": `v0=${hex}` })],
    ["SHOPIFY", (_, base64) => ({ "x-shopify-hmac-sha256": base64 })],
    [
      "TWILIO",
      (_, base64) => ({ "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": base64 }),
    ],
    ["STANDARD", (_, base64) => standard(`v1,${base64}`)],
    ["HMAC", (hex) => ({ "x-signature": hex })],
  ])("turns away signatures of any length of %s", async (scheme, headersOf) => {
    for (const length of [1, 19, 20, 31, 32, 33, 64, 4_000]) {
      const bytes = Buffer.alloc(length, 7);
      const headers = headersOf(bytes.toString("hex"), bytes.toString("base64"));
      expect(await isIn(scheme, scheme === "STANDARD" ? "SHARED" : "HOOK", headers)).toBe(false);
    }
  });
});

describe("a header that lists signatures", () => {
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text);
  const v1 = `v1=${hmac("hook", `${time}.{}`).digest("hex")}`;
  const listed = `v1,${hmac(Buffer.from(WHSEC, "base64"), `m.${time}.{}`).digest("base64")}`;

  it("is good with one that is right among the first ten, and looked through no further", async () => {
    for (const [before, isGood] of [
      [9, true],
      [10, false],
      [2_000, false],
    ] as const) {
      const stripe = [`t=${time}`, ...Array<string>(before).fill(`v1=${"0".repeat(64)}`), v1].join(",");
      expect(await isIn("STRIPE", "HOOK", { "stripe-signature": stripe })).toBe(isGood);
      const none = `v1,${Buffer.alloc(32).toString("base64")}`;
      const all = [...Array<string>(before).fill(none), listed].join(" ");
      expect(await isIn("STANDARD", "SHARED", standard(all))).toBe(isGood);
    }
  });

  it("counts those of each version for themselves", async () => {
    const others = Array<string>(12).fill(`v1a,${Buffer.alloc(64).toString("base64")}`);
    expect(await isIn("STANDARD", "SHARED", standard([...others, listed].join(" ")))).toBe(true);
  });
});
