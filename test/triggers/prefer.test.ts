import { expect, it } from "vitest";
import { prefersRepresentation } from "../../src/triggers/prefer.ts";

it.each([
  "return=representation",
  "Return=representation",
  'return="representation"',
  " return = representation ",
  "respond-async, return=representation",
  "return=representation, wait=10",
  "respond-async,return=representation;foo=bar",
  "return=representation; foo",
  'note="return=minimal, return=minimal", return=representation',
  "return=representation, return=minimal",
])("asks for the outcome: %s", (header) => {
  expect(prefersRepresentation(header)).toBe(true);
});

it.each([
  "",
  "return",
  "return=",
  'return=""',
  "return=minimal",
  "return=representations",
  "return=representation2",
  "representation",
  "no-return=representation",
  "return=minimal, return=representation",
  "foo; return=representation",
  'note="a, return=representation, b"',
  'note="a\\", return=representation, b"',
  "return representation",
])("doesn't: %s", (header) => {
  expect(prefersRepresentation(header)).toBe(false);
});

it("takes no longer for what is hostile", () => {
  for (const part of ["return ", 'return="', '"', '"\\', " = ", ",return=", "; "])
    expect(prefersRepresentation(part.repeat(5_000))).toBe(false);
});
