import type { ASTNode, NodeOf } from "./ast.ts";
import type { Code, Compiler, Frame, Run, Scope } from "./code.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { asBool } from "./narrow.ts";
import { join } from "./types.ts";

/** Errors that another operand makes harmless still cost what it takes to raise and to place them. */
const ABSORBED = 60;

/**
 * `&&` and `||`. As in CEL, the order doesn't matter: `error && false` is false and `error || true` is
 * true, only else the error stands.
 */
export function compileLogical(node: NodeOf<"&&" | "||">, scope: Scope, compiler: Compiler): Code {
  const [leftNode, rightNode] = node.args;
  const left = compiler.value(leftNode, scope);
  const right = compiler.value(rightNode, scope);
  compiler.expect(left, ["bool"], leftNode, `The left side of \`${node.op}\``);
  compiler.expect(right, ["bool"], rightNode, `The right side of \`${node.op}\``);
  const decides = node.op === "||";
  const leftAt = compiler.site(leftNode);
  const rightAt = compiler.site(rightNode);
  return {
    type: "bool",
    run: (frame) => {
      const first = attempt(left.run, frame, leftAt);
      if (first === decides) return decides;
      const second = asBool(right.run(frame), rightAt);
      if (second === decides || typeof first === "boolean") return second;
      throw first;
    },
  };
}

/** A truth value, or the error instead of it. Running out of fuel or room isn't absorbed. */
export function attempt(run: Run, frame: Frame, at: Site): boolean | ExpressionError {
  try {
    return asBool(run(frame), at);
  } catch (error) {
    if (!(error instanceof ExpressionError) || error.code.startsWith("limit_")) throw error;
    frame.budget.spend(ABSORBED + (at.source.length >>> 6), at);
    return error;
  }
}

/** `!x` */
export function compileNot(node: NodeOf<"!_">, scope: Scope, compiler: Compiler): Code {
  const operand = compiler.value(node.args, scope);
  compiler.expect(operand, ["bool"], node.args, "What follows `!`");
  const at = compiler.site(node);
  return { type: "bool", run: (frame) => !asBool(operand.run(frame), at) };
}

/** `condition ? a : b` */
export function compileChoice(node: NodeOf<"?:">, scope: Scope, compiler: Compiler): Code {
  const [condition, yesNode, noNode] = node.args;
  const choose = compileTest(condition, scope, compiler);
  const yes = compiler.value(yesNode, scope);
  const no = compiler.value(noNode, scope);
  return { type: join(yes.type, no.type), run: (frame) => (choose(frame) ? yes.run(frame) : no.run(frame)) };
}

/** A node that has to be true or false. */
export function compileTest(node: ASTNode, scope: Scope, compiler: Compiler): (frame: Frame) => boolean {
  const { run, type } = compiler.value(node, scope);
  compiler.expect({ run, type }, ["bool"], node, "A condition");
  const at = compiler.site(node);
  return (frame) => asBool(run(frame), at);
}
