import type { Json } from "../json.ts";
import { compileOptionalAccess, isAccess, isOptional } from "./access.ts";
import type { ASTNode, NodeOf } from "./ast.ts";
import type { Code, Compiler, Frame, OptionalCode, Scope } from "./code.ts";
import { ExpressionError } from "./errors.ts";
import { compileTest } from "./logic.ts";
import { asOptionalMaker } from "./syntax.ts";
import { join } from "./types.ts";

const UNWRAP = "This may be nothing. End it with .orValue(…), .hasValue() or .value().";

/** Compiles a node that may give nothing: `a.?b`, `optional.none()`, a choice between such. */
export function compileOptional(node: ASTNode, scope: Scope, compiler: Compiler): OptionalCode {
  const maker = asOptionalMaker(node);
  if (maker) return compileMaker(maker, node, scope, compiler);
  if (isAccess(node)) return compileOptionalAccess(node, scope, compiler);
  if (node.op === "?:") {
    const choose = compileTest(node.args[0], scope, compiler);
    const yes = optionalOnly(node.args[1], scope, compiler);
    const no = optionalOnly(node.args[2], scope, compiler);
    return { type: join(yes.type, no.type), run: (frame) => (choose(frame) ? yes : no).run(frame) };
  }
  if (node.op !== "rcall") return compiler.value(node, scope);
  const [, receiver, [alternative]] = node.args;
  if (!alternative) return compiler.report("arguments", "or(…) takes one optional value.", node);
  const first = optionalOnly(receiver, scope, compiler);
  const second = optionalOnly(alternative, scope, compiler);
  return {
    type: join(first.type, second.type),
    run: (frame) => firstPresent(first.run(frame), second, frame),
  };
}

/** The methods that turn an optional value into a plain one, or undefined if this isn't such a call. */
export function compileUnwrap(node: NodeOf<"rcall">, scope: Scope, compiler: Compiler): Code | undefined {
  const [name, receiver, args] = node.args;
  if (!isOptional(receiver)) return undefined;
  const { run, type } = compiler.optional(receiver, scope);
  const [fallback] = args;
  if (name === "hasValue" && args.length === 0)
    return { type: "bool", run: (frame) => run(frame) !== undefined };
  if (name === "orValue" && fallback && args.length === 1) {
    const other = compiler.value(fallback, scope);
    return { type: join(type, other.type), run: (frame) => firstPresent(run(frame), other, frame) };
  }
  if (name === "value" && args.length === 0) {
    const at = compiler.site(node);
    return {
      type,
      run: (frame) => {
        const value = run(frame);
        if (value !== undefined) return value;
        throw new ExpressionError(
          "missing_field",
          "There is no value here. Write .orValue(…) to give one.",
          at,
        );
      },
    };
  }
  return compiler.report("optional", UNWRAP, node);
}

/** The problem of an optional value where a plain one is needed. */
export function reportWrapped(node: ASTNode, scope: Scope, compiler: Compiler): Code {
  // Compiled for the problems within.
  compiler.optional(node, scope);
  return compiler.report("optional", UNWRAP, node);
}

/** The value, null included, or else what the other code gives. */
function firstPresent<Other>(
  value: Json | undefined,
  other: { run(frame: Frame): Other },
  frame: Frame,
): Json | Other {
  return value === undefined ? other.run(frame) : value;
}

function optionalOnly(node: ASTNode, scope: Scope, compiler: Compiler): OptionalCode {
  if (isOptional(node)) return compiler.optional(node, scope);
  return compiler.report("optional", "This must be an optional value, such as a.?b or optional.of(a).", node);
}

function compileMaker(
  { name, args }: { name: string; args: readonly ASTNode[] },
  node: ASTNode,
  scope: Scope,
  compiler: Compiler,
): OptionalCode {
  const [value] = args;
  if (name === "none" && !value) return { type: "any", run: () => undefined };
  if (name === "of" && value && args.length === 1) return compiler.value(value, scope);
  return compiler.report("arguments", "Write optional.of(value) or optional.none().", node);
}
