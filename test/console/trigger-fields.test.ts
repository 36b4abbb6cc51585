import { describe, expect, it } from "vitest";
import { externalCallback } from "../../src/blocks/external-callback.ts";
import { isSigned, isVouched, proofOf } from "../../src/console/document/senders.ts";
import { readsOf } from "../../src/console/document/slots.ts";
import { looksSecret } from "../../src/console/panels/external-callback/authentication/schemes.ts";
import { switched, withScheme } from "../../src/console/panels/external-callback/authentication/switched.ts";
import { isChoices, newChoice, withPart } from "../../src/console/panels/external-callback/choices.ts";
import { toggledForms } from "../../src/console/panels/external-callback/forms.ts";
import { translationOf } from "../../src/console/panels/external-callback/translation.ts";
import { withField } from "../../src/console/panels/fields.ts";
import { keptLines, lineProblem } from "../../src/console/panels/texts.ts";

describe("a list of texts", () => {
  it("keeps each of them once, and none that is empty", () => {
    expect(keptLines(["x-a", "", "x-b", "x-a"])).toEqual(["x-a", "x-b"]);
  });

  it("says of a line why it isn't kept", () => {
    const lines = ["x-a", "", "x-a"];
    expect(lines.map((_, index) => lineProblem(lines, index))).toEqual([
      undefined,
      "Fill it in: an empty line isn't kept.",
      '"x-a" is there twice: this one isn\'t kept.',
    ]);
  });
});

describe("the forms that a trigger takes", () => {
  it("are in one order, whichever was chosen first", () => {
    expect(toggledForms(["xml"], "form", true)).toEqual(["form", "xml"]);
    expect(toggledForms(["json", "xml"], "json", false)).toEqual(["xml"]);
  });

  it("keep one that nobody knows", () => {
    expect(toggledForms(["odd", "json"], "text", true)).toEqual(["json", "text", "odd"]);
  });
});

describe("what the console knows to be evaluated", () => {
  const rules = Object.entries(externalCallback.rules).map(([path, { kind }]) => ({ path, kind }));

  it.each(rules)("has $path of a trigger, as the server has", ({ path, kind }) => {
    const source = kind === "expression" ? "probe.data.x" : "{{ probe.data.x }}";
    expect([...readsOf(withField({ type: "external-callback" }, path, source))]).toEqual(["probe"]);
  });
});

describe("another type of authentication", () => {
  it("begins with what lets the flow be launched, and what one hears who doesn't get in stays", () => {
    const { authentication } = switched({ type: "BACKENDLESS", onFail: "IGNORE" }, "SIGNATURE", {});
    expect(authentication).toEqual({
      type: "SIGNATURE",
      scheme: "STRIPE",
      secret: "STRIPE",
      onFail: "IGNORE",
    });
  });

  it("loses nothing of the one before: who comes back gets it back", () => {
    const signed = { type: "SIGNATURE", scheme: "GITHUB", secret: ["NEW", "OLD"], onFail: "IGNORE" };
    const none = switched(signed, "NONE", {});
    expect(none.authentication).toBeUndefined();
    const key = switched({}, "API_KEY", none.kept);
    expect(key.authentication).toEqual({ type: "API_KEY", secret: "CALLBACK_KEY", onFail: "IGNORE" });
    expect(switched(key.authentication ?? {}, "SIGNATURE", key.kept).authentication).toEqual(signed);
  });

  it("of a scheme renames a secret that was called like the scheme, and no other", () => {
    const stripe = { type: "SIGNATURE", scheme: "STRIPE" };
    expect(withScheme({ ...stripe, secret: "STRIPE" }, "GITHUB").secret).toBe("GITHUB");
    expect(withScheme(stripe, "GITHUB").secret).toBe("GITHUB");
    expect(withScheme({ ...stripe, secret: "SHOP" }, "GITHUB")).toEqual({
      type: "SIGNATURE",
      scheme: "GITHUB",
      secret: "SHOP",
    });
  });
});

it.each([
  ["whsec_1a2b3c", true],
  ["0123456789abcdef0123456789abcdef", true],
  ["STRIPE", false],
  ["STRIPE_OF_THE_SECOND_SHOP", false],
])("tells a secret from the name of one: %s", (name, isSecret) => {
  expect(looksSecret(name)).toBe(isSecret);
});

describe("a sender from a shell", () => {
  it.each([
    [undefined, []],
    [{ type: "NONE" }, []],
    [{ type: "BACKENDLESS" }, ["user-token: <token of the user>"]],
    [{ type: "API_KEY" }, ["x-api-key: <the key>"]],
    [{ type: "API_KEY", header: "x-shop" }, ["x-shop: <the key>"]],
    [{ type: "JWT" }, ["authorization: Bearer <token of the login service>"]],
  ])("shows who it is, by %j", (authentication, headers) => {
    expect(proofOf(authentication)).toEqual(headers);
    expect(isSigned(authentication)).toBe(false);
  });

  it("can't sign, but the operator may answer for it", () => {
    const authentication = { type: "SIGNATURE", scheme: "STRIPE" };
    expect([isSigned(authentication), isVouched(authentication)]).toEqual([true, true]);
    expect(isVouched({ type: "BACKENDLESS" })).toBe(false);
  });
});

describe("the buttons of a page", () => {
  it("are shown as a form where each is what one can be", () => {
    expect(isChoices([{ id: "a", label: "A" }])).toBe(true);
    expect(isChoices([{ id: "a", label: "A", style: 5 }])).toBe(false);
    expect(isChoices(["a"])).toBe(false);
  });

  it("get ids that are free", () => {
    const second = { id: "choice2", label: "Choice 2" };
    expect(newChoice([])).toEqual({ id: "choice1", label: "Choice 1" });
    expect(newChoice([second])).toEqual({ id: "choice3", label: "Choice 3" });
  });

  it("keep what they have beside the part that changes", () => {
    const choice = { id: "a", label: "A", odd: 1 };
    expect(withPart(choice, "style", "danger")).toEqual({ ...choice, style: "danger" });
    expect(withPart(choice, "label", undefined)).toEqual({ id: "a", odd: 1 });
  });
});

it("a translation begins with what the author has written", () => {
  const choices = [{ id: "yes", label: "Yes" }];
  expect(translationOf({ title: "Well?", text: "Read.", choices })).toEqual({
    de: { title: "Well?", text: "Read.", "choice.yes": "Yes" },
  });
  expect(translationOf({ language: "de" })).toEqual({ en: { confirm: "Confirm" } });
});
