import { expect, test } from "vitest";
import { checkDocument } from "../../../src/flows/checks.ts";

const ROLES = ["Cashier"];

const SECRETS = ["SHOP", "SHOP_KEY"];

/** Checks a document where the only role that somebody made is Cashier, and two secrets are set. */
export async function check(document: unknown, secrets = SECRETS) {
  return checkDocument(document, {
    missingRoles: async (names) => names.filter((name) => !ROLES.includes(name)),
    secrets,
  });
}

/** A document that starts at the first of the blocks. */
export function flow(blocks: Record<string, unknown>, fields: Record<string, unknown> = {}) {
  return { name: "Test", start: Object.keys(blocks)[0], blocks, ...fields };
}

export const set = (values: unknown, fields = {}) => ({ type: "set", values, ...fields });
export const trigger = (fields = {}) => ({ type: "external-callback", ...fields });
export const request = (fields: Record<string, unknown>, more = {}) => ({
  type: "http-request",
  request: { url: "https://shop.example/", ...fields },
  ...more,
});

/** What is wrong, a document with nothing else wrong, the problem's path and what its message says. */
export type Case = [what: string, document: unknown, path: string, message: RegExp];

export function reportsEach(cases: readonly Case[]): void {
  test.each(cases)("reports %s", async (_what, document, path, message) => {
    const { errors, document: accepted } = await check(document);
    expect(errors).toEqual([{ path, message: expect.stringMatching(message) }]);
    expect(accepted).toBeUndefined();
  });
}

export function acceptsEach(cases: readonly [what: string, document: unknown][]): void {
  test.each(cases)("has nothing against %s", async (_what, document) => {
    expect((await check(document)).errors).toEqual([]);
  });
}
