import { isJsonObject, type Json } from "../../json.ts";

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

/** What a field for JSON takes: any, or nothing at all where it may be absent; `object`: an object alone. */
export type Takes = "any" | "some" | "object";

/** What a field's text says; undefined is an empty field. */
export function readField(
  text: string,
  takes: Takes,
): { ok: true; value: Json | undefined; problem?: undefined } | { ok: false; problem: string } {
  if (text.trim() === "") {
    if (takes === "any") return { ok: true, value: undefined };
    return { ok: false, problem: "Write some JSON. What was there last is kept." };
  }
  const read = parseJson(text);
  if (takes !== "object" || !read.ok || isJsonObject(read.value)) return read;
  return { ok: false, problem: "This must be an object: { … }. What was there last is kept." };
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
