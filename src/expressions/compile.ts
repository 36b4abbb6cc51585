import { compileField, compileIndex, compileName, isOptional } from "./access.ts";
import type { ASTNode, Origin } from "./ast.ts";
import { compileCall, compileMethod } from "./calls.ts";
import { type Code, type Compiler, findVariable, type OptionalCode, type Scope } from "./code.ts";
import { ExpressionError, type ExpressionErrorCode, excerpt, type Site } from "./errors.ts";
import { compileList, compileLiteral, compileMap } from "./literals.ts";
import { compileChoice, compileLogical, compileNot } from "./logic.ts";
import { compileLoop } from "./loops.ts";
import { suggest } from "./names.ts";
import { compileBinary, compileMinus } from "./operators.ts";
import { compileOptional, reportWrapped } from "./optionals.ts";
import { PatternAllowance } from "./pattern.ts";
import { asLoop } from "./syntax.ts";
import { mayBe, spoken, type ValueType } from "./types.ts";

/** What surrounds the compiled expression. */
export interface Surroundings {
  /** The root names that exist there; any name will do if undefined. */
  readonly names?: readonly string[] | undefined;
  /** Shared by the expressions of one template. */
  readonly patterns?: PatternAllowance;
}

/**
 * Turns a syntax tree into closures and checks it on the way: names, functions, types. Since one pass
 * does both, what the check accepts is what the evaluator takes. Problems stand in source order.
 */
export function compileTree(tree: ASTNode, origin: Origin, surroundings: Surroundings = {}) {
  const compilation = new Compilation(origin, surroundings);
  const code = compilation.value(tree, undefined);
  const problems = compilation.problems.toSorted((a, b) => a.range.start - b.range.start);
  return { ...code, problems };
}

class Compilation implements Compiler {
  readonly problems: ExpressionError[] = [];
  readonly patterns: PatternAllowance;
  readonly #origin: Origin;
  readonly #names: readonly string[] | undefined;

  constructor(origin: Origin, { names, patterns = new PatternAllowance() }: Surroundings) {
    this.#origin = origin;
    this.#names = names;
    this.patterns = patterns;
  }

  value(node: ASTNode, scope: Scope): Code {
    if (isOptional(node)) return reportWrapped(node, scope, this);
    switch (node.op) {
      case "value":
        return compileLiteral(node, this);
      case "id":
        this.#checkName(node.args, node, scope);
        return compileName(node, scope, this);
      case ".":
        return compileField(node, scope, this);
      case "[]":
        return compileIndex(node, scope, this);
      case "list":
        return compileList(node, scope, this);
      case "map":
        return compileMap(node, scope, this);
      case "call":
        return compileCall(node, scope, this);
      case "rcall": {
        const loop = asLoop(node);
        return loop ? compileLoop(loop, node, scope, this) : compileMethod(node, scope, this);
      }
      case "?:":
        return compileChoice(node, scope, this);
      case "&&":
      case "||":
        return compileLogical(node, scope, this);
      case "!_":
        return compileNot(node, scope, this);
      case "-_":
        return compileMinus(node, scope, this);
      case ".?":
      case "[?]":
        return reportWrapped(node, scope, this);
      case "==":
      case "!=":
      case "in":
      case "+":
      case "-":
      case "*":
      case "/":
      case "%":
      case "<":
      case "<=":
      case ">":
      case ">=":
        return compileBinary(node, scope, this);
      default:
        return node satisfies never;
    }
  }

  optional(node: ASTNode, scope: Scope): OptionalCode {
    return compileOptional(node, scope, this);
  }

  site({ start, end }: ASTNode): Site {
    const { text, offset } = this.#origin;
    return { source: text, start: start + offset, end: end + offset };
  }

  report(code: ExpressionErrorCode, reason: string, node: ASTNode): Code {
    return this.reject(new ExpressionError(code, reason, this.site(node)));
  }

  reject(problem: ExpressionError): Code {
    this.problems.push(problem);
    return { type: "any", run: () => fail(problem) };
  }

  expect(code: Code, wanted: readonly ValueType[], node: ASTNode, role: string): void {
    if (mayBe(code.type, ...wanted)) return;
    this.report(
      "type",
      `${role} must be ${wanted.map(spoken).join(" or ")}, not ${spoken(code.type)}.`,
      node,
    );
  }

  #checkName(name: string, node: ASTNode, scope: Scope): void {
    if (!this.#names || this.#names.includes(name) || findVariable(scope, name)) return;
    // A hostile source can have a thousand unknown names, and each search goes through all names.
    const near = this.problems.length < 20 ? suggest(name, this.#names) : "";
    this.report("unknown_name", `Nothing is called \`${excerpt(name)}\` here.${near}`, node);
  }
}

function fail(problem: ExpressionError): never {
  throw problem;
}
