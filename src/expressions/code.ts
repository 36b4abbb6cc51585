import type { Json, JsonObject } from "../json.ts";
import type { ASTNode } from "./ast.ts";
import type { Budget } from "./budget.ts";
import type { ExpressionError, ExpressionErrorCode, Site } from "./errors.ts";
import type { PatternAllowance } from "./pattern.ts";
import type { ValueType } from "./types.ts";

/** One evaluation: what is read, what it may cost, and the values of the loop variables. */
export interface Frame {
  readonly context: JsonObject;
  readonly budget: Budget;
  readonly slots: Json[];
}

/** Compiled code is a closure over its parts; names, fields and types are resolved by then. */
export type Run = (frame: Frame) => Json;

export interface Code {
  readonly run: Run;
  readonly type: ValueType;
}

/**
 * CEL's optional values live only between `.?` and what unwraps them, never in a list, a variable or
 * a result. So they need no class: code that may come to nothing gives undefined.
 */
export interface OptionalCode {
  readonly run: (frame: Frame) => Json | undefined;
  readonly type: ValueType;
}

/** The loop variables in sight, innermost first, and the slot of each. */
export type Scope =
  | { readonly name: string; readonly slot: number; readonly type: ValueType; readonly outer: Scope }
  | undefined;

export function findVariable(scope: Scope, name: string): Exclude<Scope, undefined> | undefined {
  for (let at = scope; at; at = at.outer) if (at.name === name) return at;
  return undefined;
}

/** What the compilers of the single node kinds need of one another. */
export interface Compiler {
  readonly patterns: PatternAllowance;
  value(node: ASTNode, scope: Scope): Code;
  optional(node: ASTNode, scope: Scope): OptionalCode;
  site(node: ASTNode): Site;
  /** Records a problem, so that a check finds them all, and gives code that stands in for the node. */
  report(code: ExpressionErrorCode, reason: string, node: ASTNode): Code;
  /** Likewise, with an error that stands already. */
  reject(problem: ExpressionError): Code;
  /** Reports unless the type is, or can turn out to be, one of `wanted`. */
  expect(code: Code, wanted: readonly ValueType[], node: ASTNode, role: string): void;
}
