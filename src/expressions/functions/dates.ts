import type { Json } from "../../json.ts";
import { ExpressionError, excerpt } from "../errors.ts";
import { asNumber, asText } from "../narrow.ts";
import { argument, type Call, type FunctionAdapter, mayTake, takes } from "./adapter.ts";

/** ISO 8601: a date, or a date and time with or without seconds, fraction and offset. */
const ISO =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?)?(?<zone>Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/;

/** Written out in full before `Date.parse` reads it, which else takes local time and differs by engine. */
function parseDate(args: readonly Json[], { budget, at }: Call): number {
  budget.spend(15, at);
  const text = asText(argument(args, 0), at);
  const {
    day,
    time = "00:00",
    second = "00",
    fraction = "",
    zone = "Z",
  } = (text.length <= 40 && ISO.exec(text)?.groups) || {};
  const written = `${day}T${time}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
  const parsed = Date.parse(written);
  // 30 February may be taken for 2 March: what doesn't print as it was written is no date.
  if (isDate(parsed) && new Date(parsed).toISOString() === written) return parsed - offsetOf(zone);
  const reason = `\`${excerpt(text)}\` isn't a date such as 2026-01-31 or 2026-01-31T12:30:00Z.`;
  throw new ExpressionError("value", reason, at);
}

function isDate(epochMs: number): boolean {
  return Math.abs(epochMs) <= 8.64e15;
}

function pad(number: number, length = 2): string {
  return String(number).padStart(length, "0");
}

/** Milliseconds that a zone such as `+02:00` is ahead of UTC. */
function offsetOf(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

function formatDate(args: readonly Json[], { budget, at }: Call): string {
  budget.spend(15, at);
  const epochMs = asNumber(argument(args, 0), at);
  if (!isDate(epochMs)) throw new ExpressionError("value", "This number of milliseconds is no date.", at);
  const date = new Date(epochMs);
  if (args.length < 2) return date.toISOString();
  const pattern = asText(argument(args, 1), at);
  budget.spend(1 + pattern.length, at);
  if (pattern.length > 100)
    throw new ExpressionError("value", "The pattern is too long: at most 100 characters.", at);
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss|SSS/g, (part) => {
    switch (part) {
      case "yyyy":
        return pad(date.getUTCFullYear(), 4);
      case "MM":
        return pad(date.getUTCMonth() + 1);
      case "dd":
        return pad(date.getUTCDate());
      case "HH":
        return pad(date.getUTCHours());
      case "mm":
        return pad(date.getUTCMinutes());
      case "ss":
        return pad(date.getUTCSeconds());
      default:
        return pad(date.getUTCMilliseconds(), 3);
    }
  });
}

/** Dates are epoch milliseconds; these are the two ways between them and text, both in UTC. */
export const DATE_FUNCTIONS: readonly FunctionAdapter[] = [
  {
    name: "date",
    style: "function",
    parameters: [takes("text", "string")],
    result: "number",
    summary:
      "The epoch milliseconds of an ISO 8601 date such as 2026-01-31T12:30:00Z; UTC without an offset.",
    example: 'date("2026-01-31T12:30:00Z")',
    call: parseDate,
  },
  {
    name: "formatDate",
    style: "function",
    parameters: [takes("epochMs", "number"), mayTake("pattern", "string")],
    result: "string",
    summary: "A date as ISO 8601 text, or after a pattern of yyyy, MM, dd, HH, mm, ss and SSS; in UTC.",
    example: 'formatDate(0, "dd.MM.yyyy HH:mm")',
    call: formatDate,
  },
];
