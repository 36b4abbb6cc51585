import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Signer } from "../src/ids.ts";
import { LinkTokens } from "../src/link-tokens.ts";

const OLD = "old:a-secret-of-24-characters";
const NEW = "new:other-secret-of-24-chars.";
const runs = new Signer("k");

const claims = fc.record({
  runId: fc.uint8Array({ minLength: 10, maxLength: 10 }).map((random) => runs.newRunId(random)),
  number: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  expiresAt: fc.integer({ min: 0, max: 2 ** 40 - 1 }).map((seconds) => seconds * 1_000),
});
const lists = fc.constantFrom("0", NEW, `${NEW} ${OLD}`, `0 ${OLD}`, ` ${OLD}\n0 `);

describe("the token of a link", () => {
  it("says what it was made from", () => {
    fc.assert(
      fc.property(lists, claims, (list, claim) => {
        const tokens = new LinkTokens(list, "signing-key");
        expect(tokens.read(tokens.sign(claim))).toEqual(claim);
      }),
    );
  });

  it("is an address of letters, digits, - and _, of 58 characters under the derived key", () => {
    fc.assert(
      fc.property(claims, (claim) => {
        expect(new LinkTokens("0", "signing-key").sign(claim)).toMatch(/^[\w-]{58}$/);
      }),
    );
  });

  it("is none with any one bit changed", () => {
    fc.assert(
      fc.property(lists, claims, fc.nat(), (list, claim, at) => {
        const tokens = new LinkTokens(list, "signing-key");
        const bytes = Buffer.from(tokens.sign(claim), "base64url");
        const bit = at % (bytes.length * 8);
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(tokens.read(bytes.toString("base64url"))).toBeUndefined();
      }),
    );
  });

  it("is none with any characters put in, taken out or exchanged", () => {
    fc.assert(
      fc.property(
        claims,
        fc.nat(58),
        fc.nat(3),
        fc.string({ unit: "binary", maxLength: 3 }),
        (claim, at, length, text) => {
          const tokens = new LinkTokens("0", "signing-key");
          const token = tokens.sign(claim);
          const changed = token.slice(0, at) + text + token.slice(at + length);
          fc.pre(changed !== token);
          expect(tokens.read(changed)).toBeUndefined();
        },
      ),
    );
  });

  it("is none with parts of two put together", () => {
    fc.assert(
      fc.property(claims, claims, fc.integer({ min: 1, max: 57 }), (one, other, at) => {
        const tokens = new LinkTokens("0", "signing-key");
        const [a, b] = [tokens.sign(one), tokens.sign(other)];
        const spliced = a.slice(0, at) + b.slice(at);
        fc.pre(spliced !== a && spliced !== b);
        expect(tokens.read(spliced)).toBeUndefined();
      }),
    );
  });

  it("is none whatever else is sent in its place", () => {
    const tokens = new LinkTokens("0", "signing-key");
    const sent = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
      fc
        .uint8Array({ minLength: 42, maxLength: 42 })
        .map((bytes) => Buffer.from([1, 48, ...bytes]).toString("base64url")),
    );
    fc.assert(
      fc.property(sent, (token) => {
        expect(tokens.read(token)).toBeUndefined();
      }),
    );
  });

  it("is none under another signing key", () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const token = new LinkTokens("0", "signing-key").sign(claim);
        expect(new LinkTokens("0", "another").read(token)).toBeUndefined();
      }),
    );
  });
});

describe("keys of links", () => {
  const claim = { runId: runs.newRunId(), number: 1, expiresAt: 1_000_000 };

  it("are changed by listing the new one first: links of the former stay good until it is left out", () => {
    const before = new LinkTokens(OLD, "k").sign(claim);
    const during = new LinkTokens(`${NEW} ${OLD}`, "k");
    const since = during.sign(claim);
    expect(since).not.toBe(before);
    expect([during.read(before), during.read(since)]).toEqual([claim, claim]);
    const after = new LinkTokens(NEW, "k");
    expect([after.read(before), after.read(since)]).toEqual([undefined, claim]);
  });

  it("take over from the one that is derived from the signing key, which `0` keeps good", () => {
    const before = new Signer("k").links.sign(claim);
    expect(new Signer("k", `${NEW} 0`).links.read(before)).toEqual(claim);
    expect(new Signer("k", NEW).links.read(before)).toBeUndefined();
  });

  it("are told apart by their secrets, not by their names", () => {
    const token = new LinkTokens("one:a-secret-of-24-characters", "k").sign(claim);
    expect(new LinkTokens("one:other-secret-of-24-chars", "k").read(token)).toBeUndefined();
    expect(new LinkTokens("two:a-secret-of-24-characters", "k").read(token)).toBeUndefined();
  });

  it.each([
    ["nothing", " "],
    ["a secret without a name", "a-secret-of-24-characters"],
    ["a short secret", "k1:short"],
    ["a secret for the derived key", "0:a-secret-of-24-characters"],
    ["a name twice", `${OLD} ${OLD}`],
    ["the derived key twice", "0 0"],
    ["commas", `${NEW},${OLD} `.replace(",", " ,")],
  ])("are refused with %s, and quoted never", (_, list) => {
    expect(() => new LinkTokens(list, "k")).toThrow(/^LINK_KEYS is not a list/);
  });
});
