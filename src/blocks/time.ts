import { parse, toSeconds } from "iso8601-duration";
import * as z from "zod";

import type { Json } from "../json.ts";
import { BlockFailure, type Scene, type Slot } from "./block.ts";
import { evaluate, fill } from "./evaluate.ts";

/** Ten years, the longest that a run waits for anything. */
export const LONGEST_MS = 10 * 366 * 24 * 3_600_000;

/** An ISO 8601 duration of a fixed length: weeks, days, hours, minutes, seconds. */
export const Duration = z.string().superRefine((text, context) => {
  const problem = durationProblem(text);
  // What follows of a schema measures durations, and this is none.
  if (problem) context.addIssue({ code: "custom", message: problem, continue: false });
});

function durationProblem(text: string): string | undefined {
  const form = 'A duration is written like "PT30S", "PT24H" or "P7D"';
  if (text.length > 40 || !z.iso.duration().safeParse(text).success) return form;
  const { years = 0, months = 0 } = parse(text);
  if (years > 0 || months > 0) return `${form}; years and months have no fixed length, use days`;
  // Turned around, since a number of days that no calendar has gives NaN.
  if (!(durationMs(text) <= LONGEST_MS)) return "A duration is at most ten years";
  return undefined;
}

/** Milliseconds of a duration that the schema let through. */
export function durationMs(text: string): number {
  return Math.round(toSeconds(parse(text), new Date(0)) * 1_000);
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const Day = z.iso.date();

/** Also that there is such a day: `Date.parse` takes February 30 for March 2. */
function isInstant(text: string): boolean {
  const day = INSTANT.exec(text)?.[1];
  return day !== undefined && Day.safeParse(day).success && !Number.isNaN(Date.parse(text));
}

/**
 * An instant: an ISO 8601 text with its offset, or an expression (bare or in `{{ }}`) that gives such a
 * text or epoch milliseconds.
 */
export const Instant = z
  .string()
  .min(1)
  // Read as an expression, `2026-02-03` would be the number 2021.
  .refine((text) => isInstant(text) || text.includes("{{") || !/^\s*\d{4}-\d\d/.test(text), {
    error: "There is no such instant. It is written like 2026-01-31T12:00:00Z, with its offset.",
  });

export const INSTANT_RULE = { kind: "either", expects: "instant" } as const;

export function instantSlots(path: string, source: string): Slot[] {
  if (isInstant(source)) return [];
  return [{ ...INSTANT_RULE, path, source, kind: source.includes("{{") ? "template" : "expression" }];
}

/** Epoch milliseconds of an instant; a BlockFailure says what it gave instead. */
export function instantMs(source: string, scene: Scene): number {
  const value = isInstant(source)
    ? source
    : source.includes("{{")
      ? fill(source, scene)
      : evaluate(source, scene);
  const at = toInstant(value);
  if (at === undefined) {
    throw new BlockFailure(
      "instant",
      `\`${source}\` gives no instant: epoch milliseconds or 2026-01-31T12:00:00Z`,
    );
  }
  return Math.min(at, scene.now + LONGEST_MS);
}

function toInstant(value: Json): number | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return Math.round(value);
  if (typeof value !== "string" || !isInstant(value)) return undefined;
  return Date.parse(value);
}
