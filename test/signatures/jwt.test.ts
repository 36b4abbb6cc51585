import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Authentication } from "../../src/blocks/authentication.ts";
import { callerByJwt } from "../../src/signatures/jwt.ts";

const issuer = "https://issuer.example";
const pair = await generateKeyPair("RS256", { extractable: true });
const jwk = await exportJWK(pair.publicKey);
/** How the address of the keys fares, and how often it was asked. */
let [status, asked] = [200, 0];
const server = createServer((_, response) => {
  asked += 1;
  response.statusCode = status;
  response.end(JSON.stringify({ keys: [{ ...jwk, kid: "k1" }] }));
});
let jwks = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // oxlint-disable-line typescript/no-unsafe-type-assertion -- it listens
  jwks = `http://127.0.0.1:${port}/`;
});
afterAll(() => server.close());

function callerBy(token: string, address = jwks) {
  const settings = Authentication.parse({ type: "JWT", issuer, audience: "holdpoint", jwks: address });
  if (settings.type !== "JWT") throw new Error("no JWT");
  return callerByJwt(settings, `Bearer ${token}`, Date.now());
}

const claims = { sub: "ann", iss: issuer, aud: "holdpoint", exp: Math.floor(Date.now() / 1_000) + 60 };
const signed = (payload: Record<string, unknown>) =>
  new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(pair.privateKey);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

it("is of the user whose id is its `sub`, which is never cut", async () => {
  const longest = "s".repeat(200);
  expect(await callerBy(await signed({ ...claims, sub: longest }))).toMatchObject({
    kind: "user",
    user: { objectId: longest },
  });
  for (const sub of [`${longest}s`, "", 7, null, { a: 1 }, undefined]) {
    const caller = await callerBy(await signed({ ...claims, sub }));
    expect(caller).toEqual({ kind: "unknown", why: expect.stringMatching(/^the token isn't good: /) });
  }
});

it("is refused when it is signed by the public key as if that were a shared secret", async () => {
  const head = `${encoded({ alg: "HS256", kid: "k1" })}.${encoded(claims)}`;
  for (const secret of [await exportSPKI(pair.publicKey), JSON.stringify(jwk), jwk.n ?? ""]) {
    const token = `${head}.${createHmac("sha256", secret).update(head).digest("base64url")}`;
    expect(await callerBy(token)).toEqual({
      kind: "unknown",
      why: "the token isn't good: ERR_JOSE_ALG_NOT_ALLOWED",
    });
  }
});

it("is refused, whatever it is made of, and the keys aren't blamed for it", async () => {
  const part = fc.oneof(
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString("base64url")),
    fc
      .record(
        {
          alg: fc.constantFrom<unknown>("RS256", "ES256", "EdDSA", "none", "HS256", 1, null),
          kid: fc.constantFrom<unknown>("k1", "k2", {}, 0),
          crit: fc.constantFrom<unknown>(["b64"], [], "b64", ["exp"]),
          b64: fc.constantFrom<unknown>(false, true, 1),
          jwk: fc.constant(jwk),
        },
        { requiredKeys: ["alg"] },
      )
      .map(encoded),
    fc.constant(encoded(claims)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
      const token = parts.join(".").replaceAll(/\s/g, "");
      fc.pre(token !== "");
      expect(await callerBy(token)).toMatchObject({ kind: "unknown" });
    }),
    { numRuns: 300 },
  );
});

it("asks for keys that couldn't be fetched again after a few seconds, and meanwhile holds nobody up", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const [address, token] = [`${jwks}failing`, await signed(claims)];
    [status, asked] = [500, 0];
    const unavailable = {
      kind: "unavailable",
      why: "the keys of the issuer can't be fetched, or not be used",
    };
    for (let n = 0; n < 5; n++) expect(await callerBy(token, address)).toEqual(unavailable);
    expect(asked).toBe(1);
    // Other addresses fare as they do.
    expect(await callerBy(token, `${jwks}other`)).toEqual(unavailable);
    expect(asked).toBe(2);
    status = 200;
    vi.setSystemTime(Date.now() + 4_900);
    expect(await callerBy(token, address)).toEqual(unavailable);
    vi.setSystemTime(Date.now() + 200);
    expect(await callerBy(token, address)).toMatchObject({ kind: "user" });
    expect(asked).toBe(3);
  } finally {
    vi.useRealTimers();
    status = 200;
  }
});

it("goes on with the keys that it has, whatever tokens bring", async () => {
  const [address, token] = [`${jwks}kept`, await signed(claims)];
  expect(await callerBy(token, address)).toMatchObject({ kind: "user" });
  asked = 0;
  expect(await callerBy(`${token.slice(0, -4)}AAAA`, address)).toMatchObject({ kind: "unknown" });
  expect(await callerBy("no.token.at-all", address)).toMatchObject({ kind: "unknown" });
  expect(await callerBy(token, address)).toMatchObject({ kind: "user" });
  expect(asked).toBe(0);
});
