import * as fc from "fast-check";
import { expect, test } from "vitest";
import example from "../../../examples/order-payment.json";
import { checkDocument } from "../../../src/flows/checks.ts";
import { FlowDocument } from "../../../src/flows/document.ts";

const missingRoles = async () => [];
const errorsOf = async (document: unknown) =>
  (await checkDocument(document, { missingRoles, secrets: [] })).errors;

/** Names that the schema knows, so that random documents get past its first look. */
const WORDS =
  "type next start blocks name set values condition when yes external-callback timeout after PT1H a b join __proto__ constructor";
const word = fc.constantFrom(...WORDS.split(" "), "{{ a }}", "{{ a.data", "a == b");
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.oneof(word, fc.jsonValue(), fc.double()),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie("value"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

test("never throws on any JSON", async () => {
  await fc.assert(
    fc.asyncProperty(anything, async (input) => {
      const json: unknown = JSON.parse(JSON.stringify(input) ?? "null");
      expect(await errorsOf(json)).not.toEqual([]);
      // The same as a block of an otherwise plain document, where more of it is looked at.
      const document = { name: "x", start: "a", blocks: { a: json } };
      await checkDocument(JSON.parse(JSON.stringify(document)), { missingRoles, secrets: [] });
    }),
    { numRuns: 500 },
  );
});

test("never throws on absurd nesting", async () => {
  const deep: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
  expect(await errorsOf(deep)).toEqual([{ path: "", message: "A document is a JSON object" }]);
  expect(await errorsOf({ name: deep })).toMatchObject([{ path: "name[0]" }]);
});

interface Place {
  holder: object;
  key: string;
}

/** Every field of a JSON value, at any depth. */
function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [{ holder: value, key }, ...placesOf(child)]);
}

/** What a path of a problem leads to; a field that is missing has at least its parent. */
function exists(document: unknown, path: string): boolean {
  const keys = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([\w-]+)/g)].map(
    ([, quoted, index, name]) =>
      quoted === undefined ? (index ?? name ?? "") : String(JSON.parse(`"${quoted}"`)),
  );
  const parent = keys.slice(0, -1).reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined;
  }, document);
  return keys.length === 0 || (typeof parent === "object" && parent !== null);
}

test("the problems of an edited document have paths that exist in it", async () => {
  const edit = fc.record({
    at: fc.nat(),
    remove: fc.boolean(),
    value: fc.oneof(word, fc.jsonValue({ maxDepth: 2 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const document = structuredClone<unknown>(example);
      for (const { at, remove, value } of edits) {
        const places = placesOf(document);
        const place = places[at % Math.max(1, places.length)];
        if (!place) continue;
        if (remove && !Array.isArray(place.holder)) Reflect.deleteProperty(place.holder, place.key);
        else Reflect.set(place.holder, place.key, structuredClone(value));
      }
      const {
        errors,
        advice,
        document: accepted,
      } = await checkDocument(document, { missingRoles, secrets: [] });
      for (const { path, message } of [...errors, ...advice]) {
        expect(exists(document, path), `${path}: ${message}`).toBe(true);
        expect(message.length).toBeGreaterThan(5);
      }
      expect(accepted === undefined).toBe(errors.length > 0);
    }),
    { numRuns: 500 },
  );
});

test("what was accepted reads the same when it comes back from storage", async () => {
  const { document } = await checkDocument(example, { missingRoles, secrets: [] });
  expect(FlowDocument.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
});
