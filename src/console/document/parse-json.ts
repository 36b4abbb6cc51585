import type { Json } from "../../json.ts";

/** What a text says as JSON, or in words why it says nothing. */
export type ParsedJson =
  | { ok: true; value: Json; problem?: undefined }
  | { ok: false; value?: undefined; problem: string };

export function parseJson(text: string): ParsedJson {
  try {
    const value: Json = JSON.parse(text);
    return { ok: true, value };
  } catch (thrown) {
    return {
      ok: false,
      problem: `This isn't JSON yet${placeOf(thrown, text)}. What was valid last is kept.`,
    };
  }
}

/** Browsers say where in their own ways: an offset, or line and column. */
function placeOf(thrown: unknown, text: string): string {
  const message = thrown instanceof Error ? thrown.message : "";
  const line = /line (\d+)/.exec(message)?.[1];
  if (line !== undefined) return ` (line ${line})`;
  const offset = /position (\d+)/.exec(message)?.[1];
  if (offset !== undefined) return ` (line ${text.slice(0, Number(offset)).split("\n").length})`;
  return "";
}
