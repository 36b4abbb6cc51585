import {
  analyseCondition,
  type ConditionAnalysis,
  compileExpression,
  compileTemplate,
  type Expression,
  type Template,
} from "../expressions/index.ts";
import type { Json } from "../json.ts";
import { BlockFailure, type Scene } from "./block.ts";

/**
 * Compiled forms by source. Documents are immutable and few, so a plain bounded map serves; when it is
 * full it starts over, which costs a recompilation and nothing else.
 */
function memo<Value>(compile: (source: string) => Value): (source: string) => Value {
  const compiled = new Map<string, Value>();
  return (source) => {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    const value = compile(source);
    if (compiled.size >= 4_000) compiled.clear();
    compiled.set(source, value);
    return value;
  };
}

export const expressionOf: (source: string) => Expression = memo(compileExpression);

const textTemplate = memo<Template>(compileTemplate);
const structures = new WeakMap<object, Template>();

/** The compiled template of a text or of a JSON value of a document. */
export function templateOf(value: Json): Template {
  if (typeof value === "string") return textTemplate(value);
  if (value === null || typeof value !== "object") return compileTemplate(value);
  const known = structures.get(value);
  if (known) return known;
  const template = compileTemplate(value);
  structures.set(value, template);
  return template;
}

const conditions = new Map<string, (source: string) => ConditionAnalysis>();

/** The analysis of a condition on the trigger `block`. */
export function conditionOf(source: string, block: string): ConditionAnalysis {
  let analyse = conditions.get(block);
  if (!analyse) {
    if (conditions.size >= 1_000) conditions.clear();
    analyse = memo((text) => analyseCondition(text, block));
    conditions.set(block, analyse);
  }
  return analyse(source);
}

export function evaluate(source: string, scene: Scene): Json {
  return expressionOf(source).evaluate(scene.context, scene.budget);
}

export function fill(value: Json, scene: Scene): Json {
  return templateOf(value).evaluate(scene.context, scene.budget);
}

/** Evaluates what must be true or false. */
export function evaluateBool(source: string, scene: Scene): boolean {
  const value = evaluate(source, scene);
  if (typeof value !== "boolean") throw new BlockFailure("type", `\`${source}\` is not true or false`);
  return value;
}
