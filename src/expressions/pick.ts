import { isJsonObject, type Json, type JsonObject, own, put } from "../json.ts";
import type { Path } from "./reads.ts";

/** Paths by their first name; `whole` where one ends. */
interface Branch {
  whole: boolean;
  readonly below: Map<string, Branch>;
}

/**
 * The part of a context that the paths lead to. An expression that reads only these paths evaluates to
 * the same on it as on the whole context, missing fields included.
 */
export function pickPaths(context: JsonObject, paths: readonly Path[]): JsonObject {
  const root: Branch = { whole: false, below: new Map() };
  for (const path of paths) {
    let branch = root;
    for (const name of path) {
      const next = branch.below.get(name) ?? { whole: false, below: new Map() };
      branch.below.set(name, next);
      branch = next;
    }
    branch.whole = true;
  }
  return pickFields(context, root);
}

function pickFields(value: JsonObject, { below }: Branch): JsonObject {
  const picked: Record<string, Json> = {};
  for (const [name, branch] of below) {
    const found = own(value, name);
    if (found !== undefined) put(picked, name, pick(found, branch));
  }
  return picked;
}

function pick(value: Json, branch: Branch): Json {
  if (branch.whole) return value;
  if (isJsonObject(value)) return pickFields(value, branch);
  // A list has no fields, so that only its being a list can be told from here.
  return Array.isArray(value) ? [] : value;
}
