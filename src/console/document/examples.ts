import type { Json } from "../../json.ts";
import { type Draft, readDraft } from "./draft.ts";

/** A flow to begin with. */
export interface Example {
  /** Its file's name without the ending. */
  id: string;
  name: string;
  description: string;
  draft: Draft;
}

const FILES = import.meta.glob<Json>("../../../examples/*.json", { eager: true, import: "default" });

/** The one to begin with. */
const FIRST = "order-payment";

/** Everything in the folder examples. */
export const EXAMPLES: readonly Example[] = Object.entries(FILES)
  .flatMap(([path, document]) => {
    const read = readDraft(document);
    if (!read.ok) return [];
    const id = path.replace(/^.*\/|\.json$/g, "");
    const { name, description } = read.draft;
    return [{ id, name: textOr(id, name), description: textOr("", description), draft: read.draft }];
  })
  .toSorted((a, b) => Number(b.id === FIRST) - Number(a.id === FIRST));

function textOr(otherwise: string, value: Json | undefined): string {
  return typeof value === "string" ? value : otherwise;
}
