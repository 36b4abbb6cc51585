import * as z from "zod";
import type { Budget } from "../expressions/index.ts";
import type { Json, JsonObject } from "../json.ts";
import { BLOCK_ID, BLOCK_ID_FORM, takenWord } from "./names.ts";

/** An identifier chosen by the author; also the name under which expressions read the block. */
export const BlockId = z
  .string()
  .regex(BLOCK_ID, BLOCK_ID_FORM)
  .refine((id) => takenWord(id) === undefined, { error: (issue) => takenWord(String(issue.input)) });

/** Where control goes: one block, several side by side, or (absent) nowhere: the branch ends. */
export const Next = z.union([z.string(), z.array(z.string()).min(1).max(50)], {
  error: "The id of a block, or a list of 1 to 50 of them",
});
export type Next = z.infer<typeof Next>;

/** The blocks that a `next` names, in order. */
export function nextList(next: Next | undefined): readonly string[] {
  if (next === undefined) return [];
  return typeof next === "string" ? [next] : next;
}

/** What every block has. */
export const common = {
  name: z.string().min(1).max(200).optional(),
  onError: z.string().optional(),
};

/** One mention of another block, with its path inside this one. */
export interface Exit {
  path: string;
  to: string;
}

export function exitsOf(path: string, next: Next | undefined): Exit[] {
  if (next === undefined) return [];
  if (typeof next === "string") return [{ path, to: next }];
  return next.map((to, index) => ({ path: `${path}[${index}]`, to }));
}

/** What holds for a slot of a block whatever stands in it. */
export interface SlotRule {
  /** `expression`: bare CEL; `template`: JSON with `{{ }}` in it; `either`: the one or the other. */
  kind: "expression" | "template" | "either";
  /** `instant`: epoch milliseconds, or a text such as 2026-01-31T12:00:00Z. */
  expects?: "bool" | "instant";
  /** Reads the callback being judged, under the trigger's own id. */
  ownCallback?: true;
  /** Reads what the callback has brought, under the trigger's own id: it is evaluated once that has let the run go on. */
  ownOutput?: true;
  /** May read `secrets.*`. */
  secrets?: true;
  /** Evaluated apart from the run's own steps: no link can be made for it, so that it doesn't read `links.*`. */
  linkless?: true;
}

/** Something of a block that is evaluated, for checks, completion and the capture of what it reads. */
export interface Slot extends SlotRule {
  path: string;
  kind: "expression" | "template";
  source: Json;
}

/** What a block sees while it runs. Reading and computing are all it can do: effects are steps. */
export interface Scene {
  readonly context: JsonObject;
  readonly budget: Budget;
  /** Epoch milliseconds at which the block was reached. */
  readonly now: number;
}

/** What reaching a block leads to. The run's `decide` carries it out. */
export type Step =
  | { do: "go"; output: Json; next: Next | undefined }
  | { do: "wait"; timeoutAt: number | undefined }
  | { do: "sleep"; until: number }
  | { do: "request" }
  | { do: "join"; need: "all" | number }
  | { do: "return"; value: Json };

/** A block type: its schema and its behaviour. Adding one is a file and a line in index.ts. */
export interface BlockType<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** By path; it holds for everything below that path too. */
  readonly rules: Readonly<Record<string, SlotRule>>;
  exits(block: z.infer<Schema>): Exit[];
  /** Those that the block has, each by the rule of its path. */
  slots(block: z.infer<Schema>): Slot[];
  /** Pure. Throws ExpressionError or BlockFailure; the run turns either into a failure of the block. */
  enter(block: z.infer<Schema>, scene: Scene): Step;
}

/** A block that can't go on, in words for the author. */
export class BlockFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "BlockFailure";
    this.code = code;
  }
}

export function defineBlock<Schema extends z.ZodType>(type: BlockType<Schema>): BlockType<Schema> {
  return type;
}
