import { isJsonObject, type Json, own } from "../json.ts";
import type { ASTNode, NodeOf } from "./ast.ts";
import { type Code, type Compiler, findVariable, type OptionalCode, type Scope } from "./code.ts";
import { ExpressionError, excerpt, type Site } from "./errors.ts";
import { wrongType } from "./narrow.ts";
import { asOptionalMaker } from "./syntax.ts";
import { isList } from "./types.ts";

/** A name: the variable of a loop, or a root of the context. */
export function compileName(node: NodeOf<"id">, scope: Scope, compiler: Compiler): Code {
  const name = node.args;
  const variable = findVariable(scope, name);
  if (variable) {
    const { slot, type } = variable;
    return { type, run: ({ slots }) => slots[slot] ?? null };
  }
  const at = compiler.site(node);
  return {
    type: "any",
    run: ({ context }) => {
      const value = own(context, name);
      if (value !== undefined) return value;
      throw new ExpressionError("missing_field", `There is no \`${excerpt(name)}\` here yet.`, at);
    },
  };
}

/** `a.b`: own fields only, so that `constructor` and the like read nothing of the language below. */
export function compileField(node: NodeOf<".">, scope: Scope, compiler: Compiler): Code {
  const [object, name] = node.args;
  const of = compiler.value(object, scope);
  compiler.expect(of, ["map"], object, `What \`.${excerpt(name)}\` is read from`);
  const { run } = of;
  const { source, start, end } = compiler.site(node);
  const at = { source, start: start + node.pos - node.start, end };
  const path = excerpt(source.slice(start, end));
  return { type: "any", run: (frame) => field(run(frame), name, path, at) };
}

/** Reads an own field. `path` is how the source names it. */
function field(value: Json, name: string, path: string, at: Site): Json {
  if (typeof value !== "object" || value === null || isList(value)) throw noFields(value, name, at);
  const found = own(value, name);
  if (found !== undefined) return found;
  const reason = `There is no \`${path}\` here. Ask with has(…), or write .? and .orValue(…), if it may be missing.`;
  throw new ExpressionError("missing_field", reason, at);
}

function noFields(value: Json, name: string, at: Site): ExpressionError {
  if (value !== null) return wrongType(`a map to have a field \`${excerpt(name)}\``, value, at);
  return new ExpressionError("missing_field", `This is null, so it has no field \`${excerpt(name)}\`.`, at);
}

/** `list[0]`, `map["key"]`. */
export function compileIndex(node: NodeOf<"[]">, scope: Scope, compiler: Compiler): Code {
  const [object, index] = node.args;
  const of = compiler.value(object, scope);
  const by = compiler.value(index, scope);
  compiler.expect(of, ["list", "map"], object, "What an index reads from");
  if (of.type === "list") compiler.expect(by, ["number"], index, "The index of a list");
  else if (of.type === "map") compiler.expect(by, ["string"], index, "The key of a map");
  else compiler.expect(by, ["number", "string"], index, "An index");
  const at = compiler.site(node);
  const path = excerpt(at.source.slice(at.start, at.end));
  return { type: "any", run: (frame) => item(of.run(frame), by.run(frame), path, at) };
}

function item(value: Json, index: Json, path: string, at: Site): Json {
  if (isList(value)) {
    if (typeof index !== "number") throw wrongType("a number to be the index of a list", index, at);
    if (!Number.isInteger(index))
      throw new ExpressionError("value", "The index of a list must be a whole number.", at);
    const found = value[index];
    if (found !== undefined) return found;
    const reason = `There is no item ${index}: the list has ${value.length}, counted from 0.`;
    throw new ExpressionError("missing_field", reason, at);
  }
  if (value !== null && !isJsonObject(value)) throw wrongType("a list or a map to have an index", value, at);
  if (typeof index !== "string") throw wrongType("text to be the key of a map", index, at);
  return field(value, index, path, at);
}

/** `a.?b` and `a[?i]`: nothing where the field or its parent is missing, null or of another type. */
export function compileOptionalAccess(node: ASTNode, scope: Scope, compiler: Compiler): OptionalCode {
  return { type: "any", run: maybe(node, scope, compiler, false) };
}

/** `has(a.b.c)`: false also where a parent is missing, null or has no fields. */
export function compileHas(argument: ASTNode, scope: Scope, compiler: Compiler): Code {
  if (!isAccess(argument)) {
    const reason = "has(…) takes a path, such as has(order.customer.email).";
    return compiler.report("arguments", reason, argument);
  }
  const run = maybe(argument, scope, compiler, true);
  return { type: "bool", run: (frame) => run(frame) !== undefined };
}

/** A path of which parts may be missing: all of them if `lenient`, else those from the first `?` on. */
function maybe(node: ASTNode, scope: Scope, compiler: Compiler, lenient: boolean): OptionalCode["run"] {
  if (node.op === "id" && !findVariable(scope, node.args)) {
    const name = node.args;
    // Compiled for its problems only: the name may be unknown.
    compiler.value(node, scope);
    return ({ context }) => own(context, name);
  }
  if (!isAccess(node))
    return isOptional(node) ? compiler.optional(node, scope).run : compiler.value(node, scope).run;
  if (!lenient && !isOptional(node)) return compiler.value(node, scope).run;
  const parent = maybe(node.args[0], scope, compiler, lenient);
  if (node.op === "." || node.op === ".?") {
    const name = node.args[1];
    return (frame) => maybeItem(parent(frame), name);
  }
  const index = compiler.value(node.args[1], scope);
  compiler.expect(index, ["number", "string"], node.args[1], "An index");
  return (frame) => {
    const value = parent(frame);
    return value === undefined ? undefined : maybeItem(value, index.run(frame));
  };
}

function maybeItem(value: Json | undefined, index: Json): Json | undefined {
  if (value === undefined || value === null || typeof value !== "object") return undefined;
  if (isList(value)) return typeof index === "number" ? value[index] : undefined;
  return typeof index === "string" ? own(value, index) : undefined;
}

export function isAccess(node: ASTNode): node is NodeOf<"." | ".?" | "[]" | "[?]"> {
  return node.op === "." || node.op === ".?" || node.op === "[]" || node.op === "[?]";
}

/** Whether a node gives a value that may be nothing and has to be unwrapped. */
export function isOptional(node: ASTNode): boolean {
  if (node.op === ".?" || node.op === "[?]") return true;
  if (node.op === "." || node.op === "[]") return isOptional(node.args[0]);
  if (node.op === "?:") return isOptional(node.args[1]) || isOptional(node.args[2]);
  if (node.op !== "rcall") return false;
  return asOptionalMaker(node) !== undefined || (node.args[0] === "or" && isOptional(node.args[1]));
}
