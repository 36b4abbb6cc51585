import { isName } from "./parse.ts";
import type { Path } from "./reads.ts";

/** The source of a field below a source: `a.b`, `a["odd key"]`. */
export function fieldSource(of: string, field: string): string {
  return isName(field) ? `${of}.${field}` : `${of}[${JSON.stringify(field)}]`;
}

/** The source that reads a path. */
export function pathSource([root = "", ...fields]: Path): string {
  return fields.reduce(fieldSource, root);
}
