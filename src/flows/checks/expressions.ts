import type { Slot } from "../../blocks/block.ts";
import { slots } from "../../blocks/index.ts";
import type { Problem } from "../../errors.ts";
import {
  checkExpression,
  checkTemplate,
  type ExpressionError,
  type Path,
  spoken,
  type ValueType,
} from "../../expressions/index.ts";
import { isJsonObject, type Json, own } from "../../json.ts";
import type { Graph } from "../graph.ts";
import { checkReads } from "./reads.ts";
import { type Scope, scopeOf, TITLE_SCOPE } from "./scope.ts";
import type { Outline } from "./shape.ts";

/** A slot of a block that was checked. */
export interface CheckedSlot {
  /** From the document's root. */
  path: string;
  block: string;
  slot: Slot;
  /** Of the expressions that are in order. */
  reads: readonly Path[];
  errors: readonly Problem[];
}

/** Enough for any author: what comes after so many problems isn't looked at. */
const ENOUGH = 1_000;

/** Checks everything in the blocks that is evaluated. */
export function checkSlots(outline: Outline, graph: Graph): CheckedSlot[] {
  const checked: CheckedSlot[] = [];
  let problems = 0;
  for (const [block, definition] of Object.entries(outline.blocks)) {
    for (const slot of slots(definition)) {
      if (problems > ENOUGH) return checked;
      const path = `blocks.${block}.${slot.path}`;
      const { reads, errors } = checkSource(slot, path, scopeOf(slot, block, outline, graph));
      const all = [...errors, ...checkReads(path, reads, outline)];
      checked.push({ path, block, slot, reads, errors: all });
      problems += all.length;
    }
  }
  return checked;
}

export function checkTitle(outline: Outline): readonly Problem[] {
  const { title } = outline;
  if (title === undefined) return [];
  const { reads, errors } = checkSource(
    { path: "title", kind: "template", source: title },
    "title",
    TITLE_SCOPE,
  );
  return [...errors, ...checkReads("title", reads, outline)];
}

interface Finding {
  reads: readonly Path[];
  errors: readonly Problem[];
}

function checkSource({ kind, source, expects }: Slot, path: string, scope: Scope): Finding {
  if (kind === "template" || typeof source !== "string") {
    const { reads, problems } = checkTemplate(source, scope.names);
    const errors = problems.map(({ path: inner, error }) => ({
      path: below(path, inner),
      message: explained(error, () => textAt(source, inner), scope),
    }));
    return { reads, errors };
  }
  const check = checkExpression(source, scope.names);
  if (!check.ok) {
    return {
      reads: [],
      errors: check.problems.map((error) => ({ path, message: explained(error, () => source, scope) })),
    };
  }
  const message = typeMessage(check.type, expects);
  return { reads: check.reads, errors: message === undefined ? [] : [{ path, message }] };
}

function typeMessage(type: ValueType, expects: Slot["expects"]): string | undefined {
  if (type === "any") return undefined;
  if (expects === "bool" && type !== "bool") return `This must be true or false, and is ${spoken(type)}`;
  if (expects === "instant" && type !== "number" && type !== "string") {
    return `This must be an instant (epoch milliseconds or text), and is ${spoken(type)}`;
  }
  return undefined;
}

/** The error's message; for a name that doesn't exist here, also why. */
function explained(error: ExpressionError, text: () => string, scope: Scope): string {
  if (error.code !== "unknown_name") return error.message;
  const why = scope.why(text().slice(error.range.start, error.range.end));
  return why === undefined ? error.message : `${error.message} ${why}`;
}

function below(path: string, inner: string): string {
  return inner === "" || inner.startsWith("[") ? `${path}${inner}` : `${path}.${inner}`;
}

/** The text at a path as `checkTemplate` writes it: `values.total`, `items[0].x`, `["odd name"]`. */
function textAt(value: Json, path: string): string {
  let at: Json | undefined = value;
  for (const [, quoted, index, name] of path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|([A-Za-z_]\w*)/g)) {
    const key = quoted === undefined ? (index ?? name ?? "") : String(JSON.parse(quoted));
    at = at === undefined ? undefined : fieldOf(at, key);
  }
  return typeof at === "string" ? at : "";
}

function fieldOf(value: Json, key: string): Json | undefined {
  if (isJsonObject(value)) return own(value, key);
  return Array.isArray(value) ? value[Number(key)] : undefined;
}
