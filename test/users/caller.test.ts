import { describe, expect, it } from "vitest";
import { unknownToken } from "../../src/users/caller.ts";
import { isToken, newToken, sha256 } from "../../src/users/tokens.ts";

describe("tokens", () => {
  it("are 43 base64url characters, never the same", () => {
    const [one, two] = [newToken(), newToken()];
    expect(one).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(one).not.toBe(two);
    expect(isToken(one)).toBe(true);
  });

  it.each(["", "x".repeat(42), "x".repeat(44), `${"x".repeat(42)}=`, `${"x".repeat(43)}\n`, "é".repeat(43)])(
    "are not of the form %j",
    (text) => expect(isToken(text)).toBe(false),
  );

  it("are stored as SHA-256 in hex", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("an unknown token", () => {
  it("is quoted in the wire's words", () => {
    expect(unknownToken("nonsense").toBody()).toEqual({
      code: 3064,
      message: "Not existing user token - nonsense. Relogin user to update your user token",
    });
  });

  it("is cut to 64 printable ASCII characters", () => {
    const { message } = unknownToken(`\u0007é${"<b>".repeat(40)}`);
    expect(message).toBe(
      `Not existing user token - ${"<b>".repeat(40).slice(0, 64)}. Relogin user to update your user token`,
    );
  });

  it("needs no token to be said", () => {
    expect(unknownToken(undefined).toBody()).toEqual({
      code: 3064,
      message: "Not existing user token. Relogin user to update your user token",
    });
  });
});
