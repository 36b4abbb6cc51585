import { BlockId, type Exit, exitsOf } from "../../blocks/block.ts";
import { Block, exits } from "../../blocks/index.ts";
import type { Problem } from "../../errors.ts";
import { byteLength } from "../../json.ts";
import { Access, DOCUMENT_BYTES, FlowDocument } from "../document.ts";
import { problemsOf } from "./issues.ts";
import { pathTo } from "./path.ts";

/** Deeper than anybody writes by hand, and shallow enough for every recursion over a document. */
const DEPTH = 64;

/**
 * What could be read of a document. A block that the schema refused stands in as a `set` that leads where
 * its fields say, so that one mistake doesn't hide those of its neighbours.
 */
export interface Outline {
  start: string | undefined;
  title: string | undefined;
  access: Access;
  blocks: Record<string, Block>;
  /** Every mention of another block, by the block that makes it. */
  exits: ReadonlyMap<string, readonly Exit[]>;
}

export interface Shape {
  /** Undefined when the schema has something against it. */
  document: FlowDocument | undefined;
  /** Undefined when there is nothing to go on with. */
  outline: Outline | undefined;
  errors: Problem[];
}

/** Reads a document by its schema. Never throws on anything that JSON can say. */
export function readShape(input: unknown): Shape {
  if (!isObject(input)) return refused([{ path: "", message: "A document is a JSON object" }]);
  const errors = oddities(input);
  if (errors.length > 0) return refused(errors);
  const bytes = byteLength(JSON.stringify(input));
  if (bytes > DOCUMENT_BYTES) {
    errors.push({ path: "", message: `A document has at most ${DOCUMENT_BYTES} bytes, this one ${bytes}` });
  }
  const read = FlowDocument.safeParse(input);
  if (read.success) {
    const { start, title, access = {}, blocks } = read.data;
    const outline = { start, title, access, blocks, exits: exitsByBlock(blocks) };
    return { document: errors.length === 0 ? read.data : undefined, outline, errors };
  }
  errors.push(...read.error.issues.flatMap((issue) => problemsOf(issue, input)));
  return { document: undefined, outline: outlineOf(input), errors };
}

function refused(errors: Problem[]): Shape {
  return { document: undefined, outline: undefined, errors };
}

/** What later recursions or zod would trip over: too much nesting, and a key that zod leaves out silently. */
function oddities(input: object): Problem[] {
  const problems: Problem[] = [];
  const open: { value: object; path: PropertyKey[] }[] = [{ value: input, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (path.length >= DEPTH) {
      return [
        { path: pathTo("", ...path.slice(0, 2)), message: `This is nested deeper than ${DEPTH} levels` },
      ];
    }
    for (const [key, child] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      if (key === "__proto__")
        problems.push({ path: pathTo("", ...at), message: 'No field can be called "__proto__"' });
      if (typeof child === "object" && child !== null) open.push({ value: child, path: at });
    }
  }
  return problems;
}

function outlineOf(input: Record<string, unknown>): Outline | undefined {
  if (!isObject(input.blocks)) return undefined;
  const blocks: Record<string, Block> = {};
  const loose = new Map<string, Exit[]>();
  for (const [id, raw] of Object.entries(input.blocks)) {
    const read = Block.safeParse(raw);
    if (read.success && BlockId.safeParse(id).success) blocks[id] = read.data;
    else {
      const mentions = looseExits(raw);
      loose.set(id, mentions);
      blocks[id] = { type: "set", values: null, next: mentions.map(({ to }) => to) };
    }
  }
  return {
    start: typeof input.start === "string" ? input.start : undefined,
    title: typeof input.title === "string" ? input.title : undefined,
    access: Access.safeParse(input.access).data ?? {},
    blocks,
    exits: new Map([...exitsByBlock(blocks), ...loose]),
  };
}

function exitsByBlock(blocks: Record<string, Block>): Map<string, Exit[]> {
  return new Map(Object.entries(blocks).map(([id, block]) => [id, exits(block)]));
}

/** Where a block leads as far as its fields tell, whatever else is wrong with it. */
function looseExits(raw: unknown): Exit[] {
  if (!isObject(raw)) return [];
  const timeout = isObject(raw.timeout) ? raw.timeout : {};
  const fields = {
    next: raw.next,
    yes: raw.yes,
    no: raw.no,
    "timeout.next": timeout.next,
    onReject: raw.onReject,
    onError: raw.onError,
  };
  return Object.entries(fields).flatMap(([path, value]) => {
    if (typeof value === "string") return exitsOf(path, value);
    if (!Array.isArray(value)) return [];
    return value.flatMap((to: unknown, index) =>
      typeof to === "string" ? [{ path: `${path}[${index}]`, to }] : [],
    );
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
