import * as z from "zod";
import { Failure } from "../errors.ts";
import {
  Budget,
  checkExpression,
  compileExpression,
  compileTemplate,
  conditionParts,
  type Expression,
  ExpressionError,
  functionCatalogue,
} from "../expressions/index.ts";
import { typeOf } from "../expressions/types.ts";
import { type AppEnv, Hono } from "../hono.ts";
import { isJsonObject, type JsonObject, own } from "../json.ts";
import { BODY_BYTES, jsonBody, readObject } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { secretNames } from "../secrets.ts";
import { valid } from "../validate.ts";
import { CompletionView } from "./completion/view.ts";
import { completionAt } from "./completion.ts";
import { FlowDocument } from "./document.ts";
import { checkFor } from "./publish.ts";
import { CheckView, ConditionParts, Evaluation, ExpressionCheck, FunctionList } from "./wire.ts";

const tag = "Checks";
const ToCheck = z.strictObject({
  source: z.string(),
  names: z
    .array(z.string())
    .max(1_000)
    .optional()
    .meta({ description: "The root names that may be read; absent: any" }),
});
const ToComplete = z.strictObject({
  document: z.record(z.string(), z.unknown()).meta({ description: "It may have problems" }),
  block: z.string().optional().meta({ description: "Absent: the slot is the document's `title`" }),
  slot: z
    .string()
    .meta({ description: "The path in the block: `condition`, `request.url`; it may be empty" }),
});
const ToSplit = z.strictObject({ source: z.string() });
const ToEvaluate = z
  .strictObject({
    source: z.string().optional().meta({ description: "One expression" }),
    template: z.json().optional().meta({ description: "Instead of it: JSON with `{{ }}` in its texts" }),
    context: z.record(z.string(), z.json()),
  })
  .refine(({ source, template }) => (source === undefined) !== (template === undefined), {
    error: "Either `source` (an expression) or `template` (JSON with `{{ }}` in its texts)",
    path: ["source"],
  });

export const checkRoutes = new Hono<AppEnv>()
  .post(
    "/documents/check",
    describe("Find every problem of a document, and what its author may want to know", {
      tag,
      status: 200,
      body: FlowDocument,
      answer: CheckView,
      failures: [8058, 8048, 70413],
    }),
    jsonBody(BODY_BYTES),
    async (c) => {
      const { errors, advice } = await checkFor(c);
      return c.json({ errors, advice });
    },
  )
  .post(
    "/documents/scope",
    describe("Say exactly what an expression at some place of a document may read", {
      tag,
      status: 200,
      body: ToComplete,
      answer: CompletionView,
      failures: [70400, 8058, 8048, 70413],
    }),
    jsonBody(BODY_BYTES),
    valid("json", ToComplete),
    async (c) => {
      // As it was sent: zod leaves a `__proto__` out.
      const document = own(await readObject(c), "document");
      const secrets = secretNames(c.env);
      return c.json(completionAt(isJsonObject(document) ? document : {}, c.req.valid("json"), secrets));
    },
  )
  .post(
    "/expressions/condition",
    describe("Take a condition apart at its outermost `&&`s, to be clicked together", {
      tag,
      status: 200,
      answer: ConditionParts,
      failures: [70400, 8058, 8048, 70413],
      description:
        "`left op right`, `left.op(right)` or `has(left)`; `op` is null for a part of another form. The texts joined by " +
        "` && ` mean what the source means.",
    }),
    jsonBody(BODY_BYTES),
    valid("json", ToSplit),
    (c) => c.json({ parts: conditionParts(c.req.valid("json").source) }),
  )
  .get(
    "/expressions/functions",
    describe("List the functions of expressions, each with an example and what it gives", {
      tag,
      status: 200,
      answer: FunctionList,
      failures: [],
    }),
    (c) => c.json({ items: functionCatalogue() }),
  )
  .post(
    "/expressions/check",
    describe("Check an expression without evaluating it", {
      tag,
      status: 200,
      answer: ExpressionCheck,
      failures: [70400, 8058, 8048, 70413],
    }),
    jsonBody(BODY_BYTES),
    valid("json", ToCheck),
    (c) => {
      const { source, names } = c.req.valid("json");
      const check = checkExpression(source, names);
      return c.json(check.ok ? check : { ok: false, problems: check.problems.map(problemOf) });
    },
  )
  .post(
    "/expressions/evaluate",
    describe("Evaluate an expression, or all those of a template, in a sample context", {
      tag,
      status: 200,
      answer: Evaluation,
      failures: [70400, 8058, 8048, 70410, 70413],
    }),
    jsonBody(BODY_BYTES),
    valid("json", ToEvaluate),
    (c) => {
      const { source, template = null, context } = c.req.valid("json");
      const compile = () => (source === undefined ? compileTemplate(template) : compileExpression(source));
      return c.json(evaluated(compile, context));
    },
  );

function problemOf({ code, message, range }: ExpressionError) {
  return { code, message, range };
}

/** Throws 70410 with the place in the source. */
function evaluated(compile: () => Pick<Expression, "evaluate">, context: JsonObject) {
  try {
    const budget = new Budget({ now: Date.now(), uuid: () => crypto.randomUUID() });
    const value = compile().evaluate(context, budget);
    return { value, type: typeOf(value) };
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    throw new Failure(70410, { message: thrown.message, range: thrown.range });
  }
}
