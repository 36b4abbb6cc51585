import { describe, expect, test } from "vitest";
import {
  answerSummary,
  authenticationSummary,
  conditionSummary,
  earlySummary,
  formatsSummary,
  peopleSummary,
  timeoutSummary,
} from "../../src/console/panels/external-callback/summaries.ts";

const trigger = (fields: object = {}) => ({ type: "external-callback", ...fields });

describe("a closed section of a trigger", () => {
  test("says what counts where nothing is set", () => {
    expect(authenticationSummary(trigger())).toBe("Whoever has the URL");
    expect(conditionSummary(trigger())).toBe("Every callback");
    expect(timeoutSummary(trigger())).toBe("Waits for ever");
    expect(earlySummary(trigger())).toBe("Kept for 24 hours");
    expect(formatsSummary(trigger())).toBe("JSON");
    expect(answerSummary(trigger())).toBe("200, empty");
    expect(peopleSummary(trigger())).toBe("links for 7 days");
  });

  test("says who may call, and what others hear", () => {
    const authentication = { type: "BACKENDLESS", requiredRoles: ["cashier", "boss"], onFail: "IGNORE" };
    expect(authenticationSummary(trigger({ authentication }))).toBe(
      "A logged-in user, cashier and boss; others are ignored",
    );
    expect(authenticationSummary(trigger({ authentication: { type: "ODD", requiredRoles: [1] } }))).toBe(
      "ODD",
    );
  });

  test("says by what senders show who they are", () => {
    const summary = (authentication: object) => authenticationSummary(trigger({ authentication }));
    expect(summary({ type: "SIGNATURE", scheme: "GITHUB" })).toBe("Signed: GitHub");
    expect(summary({ type: "SIGNATURE", scheme: "ODD" })).toBe("Signed: ODD");
    expect(summary({ type: "JWT", issuer: "https://login.example/", requiredRoles: ["boss"] })).toBe(
      "A user of https://login.example/, boss",
    );
    expect(summary({ type: "API_KEY", onFail: "IGNORE" })).toBe("Whoever has the key; others are ignored");
  });

  test("says the condition itself", () => {
    expect(conditionSummary(trigger({ condition: "pay.data.paid > 0" }))).toBe("pay.data.paid > 0");
  });

  test("says until when a run waits", () => {
    expect(timeoutSummary(trigger({ timeout: { after: "P1DT2H" } }))).toBe("After 1 day 2 hours");
    expect(timeoutSummary(trigger({ timeout: { at: "2026-01-31T12:00:00Z" } }))).toContain("2026");
    expect(timeoutSummary(trigger({ timeout: { at: "initial.data.deadline" } }))).toBe(
      "At a moment that is computed",
    );
    expect(timeoutSummary(trigger({ timeout: { after: "PT1H" }, heartbeat: { most: "P1D" } }))).toBe(
      "After 1 hour, put off to 1 day at most",
    );
  });

  test("says what becomes of early callbacks", () => {
    expect(earlySummary(trigger({ early: { hold: "PT0S" } }))).toBe("Refused");
    expect(earlySummary(trigger({ early: { hold: "P7D", anonymous: true } }))).toBe(
      "Kept for 7 days, also without a name",
    );
  });

  test("says what a callback may be, and what is kept of it", () => {
    expect(
      formatsSummary(
        trigger({ accept: ["json", "form", "odd"], numbers: "text", headers: ["x-a", "x-b"], schema: {} }),
      ),
    ).toBe("JSON, Form, odd; large integers as text; keeps 2 headers; by a schema");
    expect(formatsSummary(trigger({ accept: [], headers: ["x-a"] }))).toBe("JSON; keeps 1 header");
  });

  test("says what the sender hears", () => {
    expect(answerSummary(trigger({ response: { status: 201, body: { ok: true } } }))).toBe("201, a body");
    expect(answerSummary(trigger({ response: { redirect: "https://shop.example/" } }))).toBe(
      "303, to https://shop.example/",
    );
    expect(answerSummary(trigger({ response: { status: "{{ 200 }}", wait: false } }))).toBe(
      "Computed status, empty; nobody waits for results",
    );
  });

  test("says what people are asked", () => {
    const choices = [{ id: "approve", label: "Yes" }, { id: "reject", label: "No" }, "odd"];
    expect(
      peopleSummary(trigger({ page: { choices }, approvals: { count: 2 }, link: { expires: "PT1H" } })),
    ).toBe("approve or reject; 2 approvals; links for 1 hour");
    expect(peopleSummary(trigger({ page: { title: "Well?" }, approvals: 3 }))).toBe(
      "a page; 3 approvals; links for 7 days",
    );
  });
});
