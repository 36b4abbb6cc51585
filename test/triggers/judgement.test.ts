import { describe, expect, it } from "vitest";
import { Authentication } from "../../src/blocks/authentication.ts";
import { Signer } from "../../src/ids.ts";
import type { JsonObject } from "../../src/json.ts";
import type { Callback } from "../../src/triggers/callback.ts";
import { admit, budgetFor, judge } from "../../src/triggers/judgement.ts";
import type { Caller } from "../../src/users/caller.ts";
import { newUser } from "../../src/users/user.ts";
import { callbackOf as anyCallback } from "../support/ports.ts";

const signer = new Signer("test");
const user = newUser(
  { email: "james@mi6.example", age: 45 },
  { objectId: "U-1", created: 1, accountType: "BACKENDLESS" },
);

function callbackOf(more: Partial<Callback> = {}): Callback {
  return anyCallback({ receivedAt: 1_000, ...more });
}

function userWith(...roles: string[]): Caller {
  return { kind: "user", user, roles };
}

const [nobody, unknown]: Caller[] = [{ kind: "anonymous" }, { kind: "unknown" }];

function ignored(why: string) {
  return { admitted: false, user: why === "roles" ? user : null, outcome: { outcome: "ignored", why } };
}

function refused(code: number, status?: number) {
  const outcome = { outcome: "refused", code, ...(status && { status }) };
  return { admitted: false, user: status === 403 ? user : null, outcome };
}

describe("admit", () => {
  function admitted(more: Partial<Authentication>, caller: Caller | undefined) {
    const authentication = Authentication.parse({ type: "BACKENDLESS", ...more });
    return admit(authentication, caller ?? { kind: "anonymous" });
  }
  const roles = ["Cashier", "Manager"];

  it.each<[string, Partial<Authentication>, Caller | undefined, unknown]>([
    ["NONE, nobody", { type: "NONE" }, nobody, { admitted: true, user: null }],
    ["NONE, a user", { type: "NONE" }, userWith(), { admitted: true, user }],
    ["NONE, a guest", { type: "NONE" }, userWith("GuestUser"), { admitted: true, user }],
    ["NONE, an unknown token", { type: "NONE" }, unknown, refused(3064)],
    ["NONE, an unknown token, IGNORE", { type: "NONE", onFail: "IGNORE" }, unknown, refused(3064)],
    ["nobody", {}, nobody, refused(1000, 401)],
    ["nobody, IGNORE", { onFail: "IGNORE" }, nobody, ignored("authentication")],
    ["an unknown token", {}, unknown, refused(1000, 401)],
    ["an unknown token, IGNORE", { onFail: "IGNORE" }, unknown, ignored("authentication")],
    ["a user", {}, userWith("AuthenticatedUser"), { admitted: true, user }],
    ["a guest", {}, userWith("GuestUser"), refused(1000, 403)],
    ["a guest, IGNORE", { onFail: "IGNORE" }, userWith("GuestUser"), ignored("roles")],
    ["a guest, invited", { requiredRoles: ["GuestUser"] }, userWith("GuestUser"), { admitted: true, user }],
    ["a guest, no user", { requiredRoles: ["AuthenticatedUser"] }, userWith("GuestUser"), refused(1000, 403)],
    ["nobody for roles", { requiredRoles: roles }, nobody, refused(1000, 401)],
    ["one role of two", { requiredRoles: roles }, userWith("Manager"), refused(1000, 403)],
    ["one role, IGNORE", { requiredRoles: roles, onFail: "IGNORE" }, userWith("Manager"), ignored("roles")],
    ["another case", { requiredRoles: roles }, userWith("cashier", "manager"), refused(1000, 403)],
    ["all roles and more", { requiredRoles: roles }, userWith("A", ...roles, "B"), { admitted: true, user }],
  ])("%s", (_, authentication, caller, expected) => {
    expect(admitted(authentication, caller)).toEqual(expected);
  });
});

describe("judge", () => {
  const inputs = { initial: { data: { id: 7 } }, pay: { data: { id: "of an earlier wait" } } };
  const fits = (condition: string | undefined, data: JsonObject, withUser = true) => {
    const at = { block: "pay", inputs, callback: callbackOf({ data }), user: withUser ? user : null };
    const fit = judge(condition, at, { signer });
    return fit.fits ? "fits" : Object(fit.outcome).why;
  };

  it.each<[string | undefined, JsonObject, string]>([
    [undefined, {}, "fits"],
    ["true", {}, "fits"],
    ["false", {}, "condition"],
    ["pay.data.id == initial.data.id", { id: 7 }, "fits"],
    ["pay.data.id == initial.data.id", { id: 8 }, "condition"],
    ["pay.data.id == initial.data.id", { id: "7" }, "condition"],
    ["pay.data.id == initial.data.id", {}, "condition-failed"],
    ["has(pay.data.id)", {}, "condition"],
    ["pay.data.sum > 10", { sum: "11" }, "condition-failed"],
    ["pay.data.sum / 0 == 1", { sum: 1 }, "condition-failed"],
    ["pay.data.flag", { flag: true }, "fits"],
    ["pay.data.flag", { flag: 1 }, "condition"],
    ["pay.data.flag", { flag: "true" }, "condition"],
    ["pay.data.constructor == 1", {}, "condition-failed"],
    ["pay.receivedAt == 1000", {}, "fits"],
    ["pay.user.age == 45", {}, "fits"],
    ["initial.data.missing == 1", {}, "condition-failed"],
    [
      "pay.data.list.all(a, pay.data.list.all(b, a == b))",
      { list: Array(2_000).fill(1) },
      "condition-failed",
    ],
  ])("%s on %j: %s", (condition, data, expected) => {
    expect(fits(condition, data)).toBe(expected);
  });

  it("has no user to read when none came, and says so to the operator", () => {
    expect(fits("pay.user.age == 45", {}, false)).toBe("condition-failed");
    const at = { block: "pay", inputs, callback: callbackOf(), user: null };
    expect(judge("pay.user.age == 45", at, { signer })).toEqual({
      fits: false,
      outcome: {
        outcome: "ignored",
        why: "condition-failed",
        warning: expect.stringMatching(/^1:\d+ .*null/),
      },
    });
  });
});

function judged(condition: string, callback: Callback): boolean {
  return judge(condition, { block: "pay", inputs: {}, callback, user: null }, { signer }).fits;
}

describe("now() and uuid()", () => {
  it("are those of the callback's arrival, however often and whenever it is judged", () => {
    const callback = callbackOf({ receipt: "n-1", data: { id: signer.uuid("n-1", 0, 0) } });
    for (let times = 0; times < 3; times++) {
      expect(judged("now() == 1000 && now() == pay.receivedAt", callback)).toBe(true);
      expect(judged("uuid() == pay.data.id", callback)).toBe(true);
    }
  });

  it("differ from callback to callback, and uuid() from call to call", () => {
    const callback = callbackOf({ receipt: "n-1", data: { id: signer.uuid("n-1", 0, 0) } });
    expect(judged("uuid() == uuid()", callback)).toBe(false);
    expect(judged("uuid() == pay.data.id", { ...callback, receipt: "n-2" })).toBe(false);
    expect(judged("now() == 1000", { ...callback, receivedAt: 1_001 })).toBe(false);
  });

  it("come with as much fuel as is given", () => {
    expect(budgetFor(callbackOf(), signer, 5).left).toBe(5);
    const at = { block: "pay", inputs: {}, callback: callbackOf({ data: { a: [1, 2, 3] } }), user: null };
    const budget = budgetFor(at.callback, signer, 5);
    expect(judge("pay.data.a.all(x, x > 0)", at, { signer, budget }).fits).toBe(false);
    expect(budget.left).toBe(0);
  });
});
