import type { Problem } from "../../errors.ts";
import type { Json, JsonObject } from "../../json.ts";
import { isJsonObject, own } from "../../json.ts";
import { schemaProblem } from "../../schema.ts";
import type { Outline } from "./shape.ts";

/** More items than this are too many to compare each with every other. */
const MOST_UNIQUE = 200;

/** What triggers say of how callbacks are read and can't be meant. */
export function checkReading({ blocks }: Outline): Problem[] {
  return Object.entries(blocks).flatMap(([id, block]): Problem[] => {
    if (block.type !== "external-callback") return [];
    const { schema, onMismatch, headers = [], authentication } = block;
    const problems = schema ? schemaProblems(schema, `blocks.${id}.schema`) : [];
    if (!schema && onMismatch !== undefined) {
      problems.push({
        path: `blocks.${id}.onMismatch`,
        message: "Without a `schema` there is nothing to mismatch",
      });
    }
    const credential = authentication && "header" in authentication ? authentication.header : undefined;
    for (const [index, name] of headers.entries()) {
      if (name === String(credential).toLowerCase()) {
        const message = "This header shows who the sender is: it is never kept";
        problems.push({ path: `blocks.${id}.headers[${index}]`, message });
      }
    }
    return problems;
  });
}

function schemaProblems(schema: JsonObject, path: string): Problem[] {
  const found = schemaProblem(schema);
  return [...(found === undefined ? [] : [{ path, message: found }]), ...unbounded(schema, path)];
}

function unbounded(value: Json, path: string): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.entries(value).flatMap(([key, child]) => unbounded(child, `${path}.${key}`));
  if (!isJsonObject(value) || own(value, "uniqueItems") !== true) return below;
  const most = own(value, "maxItems");
  if (typeof most === "number" && most <= MOST_UNIQUE) return below;
  return [{ path, message: `\`uniqueItems\` needs a \`maxItems\` of at most ${MOST_UNIQUE}` }, ...below];
}
