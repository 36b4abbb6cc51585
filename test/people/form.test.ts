import { describe, expect, it } from "vitest";
import { languageFor, say } from "../../src/blocks/callback/page-texts.ts";
import { fieldsOf, readFields, writtenOf } from "../../src/people/form.ts";

const schema = {
  type: "object",
  required: ["name", "count"],
  additionalProperties: false,
  properties: {
    name: {
      type: "string",
      title: "Your name",
      description: "As on the invoice",
      minLength: 2,
      maxLength: 20,
    },
    count: { type: "integer", minimum: 1, maximum: 9 },
    weight: { type: ["number", "null"] },
    gift: { type: "boolean" },
    size: { enum: ["S", "M", 44] },
    mail: { type: "string", format: "email" },
    day: { type: "string", format: "date" },
    remark: { type: "string", maxLength: 500 },
    code: { type: "string", pattern: "^[A-Z]+$" },
    address: { type: "object" },
  },
};
const fields = fieldsOf(schema, {});
const good = { name: "Ada", count: "3" };

function read(sent: Record<string, string>, texts = {}) {
  const named = Object.entries(sent).map(([name, value]) => [`field.${name}`, value]);
  return readFields(fields, new URLSearchParams(named), { schema, texts });
}

describe("the fields of a form", () => {
  it("are the schema's properties that can be asked for, in its order", () => {
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ["name", "text", true],
      ["count", "integer", true],
      ["weight", "number", false],
      ["gift", "checkbox", false],
      ["size", "select", false],
      ["mail", "email", false],
      ["day", "date", false],
      ["remark", "textarea", false],
      ["code", "text", false],
    ]);
    expect(fields[0]).toMatchObject({ label: "Your name", hint: "As on the invoice" });
    expect(fields[1]).toMatchObject({ label: "count", hint: null });
  });

  it("are called as the page's texts say", () => {
    const texts = { "field.name": "Ihr Name", "hint.name": "Wie auf der Rechnung", "option.size.44": "Groß" };
    const [name, , , , size] = fieldsOf(schema, texts);
    expect(name).toMatchObject({ label: "Ihr Name", hint: "Wie auf der Rechnung" });
    expect(size?.options.map(({ label }) => label)).toEqual(["S", "M", "Groß"]);
  });

  it("begin with their defaults", () => {
    const [size] = fieldsOf({ properties: { size: { enum: ["S", "M"], default: "M" } } }, {});
    expect(size && writtenOf(size, "field.size", undefined)).toBe("M");
    expect(size && writtenOf(size, "field.size", new URLSearchParams())).toBe("");
  });
});

describe("what was filled in", () => {
  it("becomes data of the schema's types; what is empty is left out", () => {
    const sent = {
      ...good,
      weight: "1.5",
      gift: "on",
      size: "44",
      mail: " ada@example.com ",
      day: "2026-01-31",
      remark: "a\r\nb",
      code: "",
    };
    expect(read(sent)).toEqual({
      data: {
        name: "Ada",
        count: 3,
        weight: 1.5,
        gift: true,
        size: 44,
        mail: "ada@example.com",
        day: "2026-01-31",
        remark: "a\nb",
      },
      problems: {},
    });
    expect(read(good).data).toEqual({ name: "Ada", count: 3, gift: false });
  });

  it.each([
    ["name", " ", "fill this in"],
    ["name", "A", "at least 2 characters"],
    ["name", "A".repeat(21), "at most 20 characters"],
    ["count", "", "fill this in"],
    ["count", "1.5", "whole number"],
    ["count", "9007199254740993", "whole number"],
    ["count", "0", "at least 1"],
    ["count", "10", "at most 9"],
    ["weight", "heavy", "a number"],
    ["weight", "Infinity", "a number"],
    ["size", "XL", "one of these"],
    ["mail", "ada", "e-mail"],
    ["day", "31.1.2026", "a date"],
    ["day", "2026-13-41", "a date"],
    ["code", "abc", "can’t be taken"],
  ])("is not taken where %s is %j", (name, value, says) => {
    expect(read({ ...good, [name]: value }).problems).toEqual({ [name]: expect.stringContaining(says) });
  });

  it("is told in the page's own words", () => {
    const { problems } = read(
      { name: "A" },
      { tooShort: "Mindestens {limit} Zeichen", required: "Bitte ausfüllen" },
    );
    expect(problems).toEqual({ name: "Mindestens 2 Zeichen", count: "Bitte ausfüllen" });
  });

  it("is judged as a whole, too", () => {
    const pair = { properties: { a: { type: "string" }, ab: { type: "string" } }, minProperties: 1 };
    const texts = {};
    const { problems } = readFields(fieldsOf(pair, texts), new URLSearchParams(), { schema: pair, texts });
    expect(Object.keys(problems)).toEqual([""]);
  });

  it("never reaches a prototype", () => {
    const odd = { properties: { constructor: { type: "string" } } };
    const sent = new URLSearchParams({ "field.constructor": "x", "field.__proto__": "y" });
    const { data } = readFields(fieldsOf(odd, {}), sent, { schema: odd, texts: {} });
    expect(JSON.stringify(data)).toBe('{"constructor":"x"}');
  });
});

describe("the language of a page", () => {
  it.each([
    [undefined, "en"],
    ["de", "de"],
    ["de-AT,de;q=0.9,en;q=0.8", "de"],
    ["fr-FR, pt;q=0.5", "pt-BR"],
    ["en;q=0.1, de;q=0.9", "de"],
    ["de;q=0, en", "en"],
    ["fr", "en"],
    ["*, de", "en"],
    ["de;q=x", "en"],
    [",;=;,", "en"],
  ])("for %j is %s", (accepted, expected) => {
    expect(languageFor(accepted, ["en", "de", "pt-BR"])).toBe(expected);
  });

  it("fills in texts, and leaves alone what it doesn't know", () => {
    expect(say({ signedInAs: "{name}, {who}" }, "signedInAs", { name: "$& Ada" })).toBe("$& Ada, {who}");
  });
});
