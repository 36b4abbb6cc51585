import { isJsonObject, type Json } from "../../json.ts";
import type { DraftBlock } from "./draft.ts";
import { type Mention, mentionsIn, mentionsInTemplate } from "./mentions.ts";

/** Fields of blocks that are one bare expression. */
const EXPRESSIONS = ["condition", "when"];
/** Those that are one unless there is a `{{` in them. */
const INSTANTS = ["until", "timeout.at"];
/** Fields of blocks that are JSON with `{{ }}` in its texts. */
const TEMPLATES = [
  "values",
  "value",
  "request.url",
  "request.headers",
  "request.body",
  "timeout.data",
  "response.status",
  "response.headers",
  "response.body",
  "response.redirect",
  "page.title",
  "page.text",
  "page.choices",
  "page.thanks",
  "page.redirect",
  "page.texts",
];

/** An evaluated text of a block and the ids that it reads. */
export interface EvaluatedText {
  text: string;
  mentions: readonly Mention[];
}

/** Gives each evaluated text of a block to `edit`, and the block with what came back. Types don't matter. */
export function mapTexts(block: DraftBlock, edit: (evaluated: EvaluatedText) => string): DraftBlock {
  const mapAll = (fields: readonly string[], read: (text: string) => EvaluatedText) => (from: DraftBlock) =>
    fields.reduce((mapped, field) => mapField(mapped, field.split("."), (text) => edit(read(text))), from);
  return [mapAll(EXPRESSIONS, bare), mapAll(INSTANTS, instant), mapAll(TEMPLATES, template)].reduce(
    (mapped, map) => map(mapped),
    block,
  );
}

/** The ids of the blocks that a block's expressions read, its own included, each once. */
export function readsOf(block: DraftBlock): ReadonlySet<string> {
  const ids = new Set<string>();
  mapTexts(block, ({ text, mentions }) => {
    for (const { id } of mentions) ids.add(id);
    return text;
  });
  return ids;
}

function bare(text: string): EvaluatedText {
  return { text, mentions: mentionsIn(text) };
}

function instant(text: string): EvaluatedText {
  return text.includes("{{") ? template(text) : bare(text);
}

function template(text: string): EvaluatedText {
  return { text, mentions: mentionsInTemplate(text) };
}

function mapField(
  object: DraftBlock,
  [key = "", ...below]: string[],
  edit: (text: string) => string,
): DraftBlock {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value === undefined) return object;
  if (below.length > 0 && !isJsonObject(value)) return object;
  const edited =
    below.length > 0 && isJsonObject(value) ? mapField(value, below, edit) : mapStrings(value, edit);
  return edited === value ? object : { ...object, [key]: edited };
}

/** A JSON with other texts; the very same one where no text changed. */
function mapStrings(value: Json, edit: (text: string) => string): Json {
  if (typeof value === "string") return edit(value);
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, field]) => [key, mapStrings(field, edit)] as const);
    return entries.some(([key, field]) => field !== value[key]) ? Object.fromEntries(entries) : value;
  }
  if (!Array.isArray(value)) return value;
  const items = value.map((item) => mapStrings(item, edit));
  return items.some((item, index) => item !== value[index]) ? items : value;
}
