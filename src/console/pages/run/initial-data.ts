import { isJsonObject, type Json, type JsonObject } from "../../../json.ts";
import type { Run } from "../shared/types.ts";

/** What the run was started with; undefined where it is no object. */
export function initialData({ context }: Run): JsonObject | undefined {
  const initial: Json = JSON.parse(JSON.stringify(context["initial"] ?? null));
  return isJsonObject(initial) && isJsonObject(initial.data) ? initial.data : undefined;
}
