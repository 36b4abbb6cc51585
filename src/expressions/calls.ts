import { compileHas } from "./access.ts";
import type { ASTNode, NodeOf } from "./ast.ts";
import type { Code, Compiler, Frame, Scope } from "./code.ts";
import { ExpressionError, excerpt, type Site } from "./errors.ts";
import type { FunctionAdapter, Literal, Parameter } from "./functions/adapter.ts";
import { FUNCTIONS, findFunction, signature } from "./functions/index.ts";
import { suggest } from "./names.ts";
import { compileUnwrap } from "./optionals.ts";
import { mayBe, spoken } from "./types.ts";

/** What CEL has and JSON hasn't. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  timestamp: "Write date(…), which gives epoch milliseconds.",
  duration: "Durations are numbers of milliseconds here: 15 * 60 * 1000.",
  bytes: "JSON has no bytes.",
  uint: "Write int(…).",
  dyn: "All values are dynamic here: leave it out.",
  bind: "Compute it in a block of its own, or write it out.",
};

const NAMES = FUNCTIONS.map((adapter) => adapter.name);

/** `f(x)` */
export function compileCall(node: NodeOf<"call">, scope: Scope, compiler: Compiler): Code {
  const [name, args] = node.args;
  const [only] = args;
  if (name === "has" && only && args.length === 1) return compileHas(only, scope, compiler);
  return compileFunction(name, "function", args, node, scope, compiler);
}

/** `x.f(y)`, once it isn't a loop. */
export function compileMethod(node: NodeOf<"rcall">, scope: Scope, compiler: Compiler): Code {
  const [name, receiver, args] = node.args;
  const unwrapped = compileUnwrap(node, scope, compiler);
  return unwrapped ?? compileFunction(name, "method", [receiver, ...args], node, scope, compiler);
}

function compileFunction(
  name: string,
  style: "function" | "method",
  args: readonly ASTNode[],
  node: NodeOf<"call" | "rcall">,
  scope: Scope,
  compiler: Compiler,
): Code {
  const codes = args.map((arg) => compiler.value(arg, scope));
  const adapter = findFunction(name);
  if (!adapter) return compiler.reject(unknown(name, nameSite(name, node, compiler)));
  if (adapter.style !== style && adapter.style !== "either") {
    return compiler.report("arguments", `Write ${signature(adapter)}.`, node);
  }
  const problem = arityProblem(adapter, args.length);
  if (problem) return compiler.report("arguments", problem, node);
  codes.forEach(({ type }, index) => {
    const parameter = parameterAt(adapter, index);
    const arg = args[index];
    if (!parameter || !arg || mayBe(type, ...parameter.types)) return;
    const wanted = parameter.types.map(spoken).join(" or ");
    compiler.report(
      "type",
      `\`${name}\` takes ${wanted} as its ${parameter.name}, not ${spoken(type)}.`,
      arg,
    );
  });
  const at = compiler.site(node);
  const runs = codes.map((code) => code.run);
  try {
    const literals = args.map((arg) => literalOf(arg, compiler));
    const call = adapter.specialise?.(literals, compiler.patterns) ?? adapter.call;
    const evaluateArgs = (frame: Frame) => runs.map((run) => run(frame));
    return { type: adapter.result, run: (frame) => call(evaluateArgs(frame), { budget: frame.budget, at }) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return compiler.reject(error);
  }
}

function unknown(name: string, at: Site): ExpressionError {
  const instead = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
  if (instead) return new ExpressionError("unsupported", `\`${name}\` is not supported here. ${instead}`, at);
  const near = suggest(name, NAMES);
  return new ExpressionError("unknown_function", `There is no function \`${excerpt(name)}\`.${near}`, at);
}

function arityProblem(adapter: FunctionAdapter, count: number): string | undefined {
  const { parameters } = adapter;
  const least = parameters.filter((parameter) => !parameter.optional).length;
  const most = parameters.at(-1)?.rest ? Number.POSITIVE_INFINITY : parameters.length;
  return count >= least && count <= most ? undefined : `Write ${signature(adapter)}.`;
}

function parameterAt({ parameters }: FunctionAdapter, index: number): Parameter | undefined {
  return parameters[index] ?? (parameters.at(-1)?.rest ? parameters.at(-1) : undefined);
}

/** A text literal, for what can be prepared when compiling: patterns. */
function literalOf(node: ASTNode, compiler: Compiler): Literal | undefined {
  if (node.op !== "value" || typeof node.args !== "string") return undefined;
  return { text: node.args, at: compiler.site(node) };
}

/** Where the name of the called function stands. */
function nameSite(name: string, node: NodeOf<"call" | "rcall">, compiler: Compiler): Site {
  const { source, start, end } = compiler.site(node);
  const from = node.op === "call" ? start : source.indexOf(name, start + node.args[1].end - node.start);
  return from < 0 ? { source, start, end } : { source, start: from, end: from + name.length };
}
