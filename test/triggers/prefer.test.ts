import { expect, it } from "vitest";
import { preferencesOf } from "../../src/triggers/prefer.ts";

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
  expect(preferencesOf(header).representation).toBe(true);
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
  expect(preferencesOf(header).representation).toBe(false);
});

it("takes no longer for what is hostile", () => {
  for (const part of ["return ", 'return="', '"', '"\\', " = ", ",return=", "; "])
    expect(preferencesOf(part.repeat(5_000))).toEqual({ representation: false, waitSeconds: undefined });
});

it.each([
  ["wait=5", 5],
  ["WAIT = 5 ; foo", 5],
  ['return=representation, wait="7"', 7],
  ["wait=31, wait=3", 30],
  ["wait=0", 0],
  ["", undefined],
  ["wait", undefined],
  ["wait=", undefined],
  ["wait=-1", undefined],
  ["wait=1.5", undefined],
  ["await=3", undefined],
  ['note="a, wait=3"', undefined],
])("waits for the end of the run as long as %j says: %s", (header, seconds) => {
  expect(preferencesOf(header).waitSeconds).toBe(seconds);
});
