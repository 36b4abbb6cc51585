import type { Json, JsonObject } from "../json.ts";
import type { NodeOf } from "./ast.ts";
import type { Code, Compiler, Run, Scope } from "./code.ts";
import { ExpressionError, excerpt, type Site } from "./errors.ts";
import { asText } from "./narrow.ts";
import { typeOf } from "./types.ts";

/** Texts, numbers, truth values and null. CEL's int and double are one: JSON's number. */
export function compileLiteral(node: NodeOf<"value">, compiler: Compiler): Code {
  const literal = node.args;
  const value = typeof literal === "bigint" ? Number(literal) : literal;
  if (typeof value === "number" && !Number.isFinite(value)) {
    return compiler.report("not_finite", "The number is too large.", node);
  }
  if (value !== null && typeof value === "object") {
    return compiler.report(
      "unsupported",
      "JSON has no bytes and no unsigned numbers: leave out the b or u.",
      node,
    );
  }
  return { type: typeOf(value), run: () => value };
}

/** `[a, b, …]` */
export function compileList(node: NodeOf<"list">, scope: Scope, compiler: Compiler): Code {
  const items = node.args.map((item) => compiler.value(item, scope).run);
  return { type: "list", run: (frame) => items.map((run) => run(frame)) };
}

/** A field of a map literal; the key is a text if the source says it. */
interface Entry {
  readonly key: string | Run;
  readonly value: Run;
  readonly at: Site;
}

/** `{"a": x, …}`: keys are text, each once, and none may reach a prototype. */
export function compileMap(node: NodeOf<"map">, scope: Scope, compiler: Compiler): Code {
  const seen = new Set<string>();
  const entries = node.args.map(([keyNode, valueNode]): Entry => {
    const at = compiler.site(keyNode);
    const value = compiler.value(valueNode, scope).run;
    if (keyNode.op !== "value" || typeof keyNode.args !== "string") {
      const key = compiler.value(keyNode, scope);
      compiler.expect(key, ["string"], keyNode, "The key of a map");
      return { key: key.run, value, at };
    }
    const problem = keyProblem(keyNode.args, seen.has(keyNode.args));
    if (problem) compiler.report("key", problem, keyNode);
    seen.add(keyNode.args);
    return { key: keyNode.args, value, at };
  });
  const at = compiler.site(node);
  // Keys that are all literal have been checked against each other by now.
  const isComputed = entries.some(({ key }) => typeof key !== "string");
  return {
    type: "map",
    run: (frame) => {
      frame.budget.spend(entries.length * 3, at);
      const map: Record<string, Json> = {};
      for (const { key, value, at: keyAt } of entries) {
        const name = typeof key === "string" ? key : asText(key(frame), keyAt);
        if (isComputed) assertKey(name, map, keyAt);
        map[name] = value(frame);
      }
      return map;
    },
  };
}

function assertKey(name: string, map: JsonObject, at: Site): void {
  const problem = keyProblem(name, Object.hasOwn(map, name));
  if (problem) throw new ExpressionError("key", problem, at);
}

function keyProblem(key: string, taken: boolean): string | undefined {
  if (key === "__proto__") return "A map can't have the key `__proto__`. Choose another name.";
  return taken ? `The key \`${excerpt(key)}\` is there twice.` : undefined;
}
