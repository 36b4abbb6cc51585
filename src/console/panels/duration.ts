import { isJsonObject } from "../../json.ts";
import { parseJson } from "../document/parse-json.ts";

/** The units that a fixed length of time is written in, the longest first. */
export const UNITS = [
  { unit: "days", seconds: 86_400, prefix: "P", letter: "D" },
  { unit: "hours", seconds: 3_600, prefix: "PT", letter: "H" },
  { unit: "minutes", seconds: 60, prefix: "PT", letter: "M" },
  { unit: "seconds", seconds: 1, prefix: "PT", letter: "S" },
] as const;

export type Unit = (typeof UNITS)[number]["unit"];

export interface Amount {
  number: number;
  unit: Unit;
}

/** What a field for a length of time shows, which may be less than a number yet. `text`: as ISO 8601. */
export interface Shown {
  number: string;
  unit: Unit | "text";
}

/** Of a text that was kept as JSON; undefined: it isn't that. */
export function readShown(kept: string | undefined): Shown | undefined {
  const shown = kept === undefined ? undefined : parseJson(kept).value;
  if (!isJsonObject(shown) || typeof shown["number"] !== "string" || typeof shown["unit"] !== "string")
    return undefined;
  return { number: shown["number"], unit: isUnit(shown["unit"]) ? shown["unit"] : "text" };
}

export function isUnit(text: string): text is Unit {
  return UNITS.some(({ unit }) => unit === text);
}

/** An ISO 8601 duration of one part, `PT24H`, as a number and its unit; undefined for any other text. */
export function readAmount(text: string): Amount | undefined {
  const week = /^P(\d+)W$/.exec(text)?.[1];
  if (week !== undefined) return { number: Number(week) * 7, unit: "days" };
  for (const { unit, prefix, letter } of UNITS) {
    const number = new RegExp(`^${prefix}(\\d+${letter === "S" ? "(?:\\.\\d+)?" : ""})${letter}$`).exec(
      text,
    )?.[1];
    if (number !== undefined) return { number: Number(number), unit };
  }
  return undefined;
}

/** The duration as documents write it: 24 hours is `PT24H`. Only seconds can have a fraction: 1.5 hours is `PT5400S`. */
export function writeAmount({ number, unit }: Amount): string {
  const asked = UNITS.find((candidate) => candidate.unit === unit);
  if (asked && Number.isInteger(number)) return `${asked.prefix}${plain(number)}${asked.letter}`;
  return `PT${plain(number * (asked?.seconds ?? 1))}S`;
}

/** A duration for people, "1 day 2 hours"; the text itself if it is none. */
export function spokenDuration(text: string): string {
  const [, week, day, hour, minute, second] =
    /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text) ?? [];
  const parts = [
    [week, "week"],
    [day, "day"],
    [hour, "hour"],
    [minute, "minute"],
    [second, "second"],
  ] as const;
  const spoken = parts.flatMap(([count, name]) =>
    count === undefined ? [] : [`${Number(count)} ${name}${Number(count) === 1 ? "" : "s"}`],
  );
  return spoken.join(" ") || text;
}

/** To the millisecond, and never with an exponent, which ISO 8601 doesn't know. */
function plain(number: number): string {
  return number.toFixed(3).replace(/\.?0+$/, "");
}
