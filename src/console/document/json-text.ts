import type { Json } from "../../json.ts";
import { type Draft, readDraft } from "./draft.ts";

/** What a text of JSON says, or where and why it says nothing. */
export type ReadText =
  | { ok: true; draft: Draft }
  | {
      ok: false;
      message: string /** UTF-16 offset; undefined: about the whole. */;
      offset: number | undefined;
    };

/** Reads a document from its text, as somebody types it. */
export function readText(text: string): ReadText {
  if (text.trim() === "")
    return { ok: false, message: "Nothing here yet: a flow is a JSON object", offset: 0 };
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, message: plain(said), offset: offsetOf(said, text) };
  }
  const read = readDraft(value);
  return read.ok ? read : { ok: false, message: read.message, offset: undefined };
}

export function textOf(draft: Draft): string {
  return `${JSON.stringify(draft, null, 2)}\n`;
}

/** Line and column of an offset, both counted from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** Browsers say where it is in their own ways, or not at all. */
function offsetOf(said: string, text: string): number | undefined {
  const position = /position (\d+)/.exec(said)?.[1];
  if (position !== undefined) return Number(position);
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? [];
  if (line !== undefined && column !== undefined) {
    const lines = text.split("\n").slice(0, Number(line) - 1);
    return lines.reduce((sum, { length }) => sum + length + 1, 0) + Number(column) - 1;
  }
  return /end of (JSON|data|input)/i.test(said) ? text.length : undefined;
}

function plain(said: string): string {
  return said
    .replace(/^JSON\.parse: |^JSON Parse error: /, "")
    .replace(/ (in JSON )?at (position|line) \d+.*$/s, "")
    .replace(/, "?[\s\S]*"? is not valid JSON$/, " here");
}
