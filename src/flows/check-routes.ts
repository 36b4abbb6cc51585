import { Hono } from "hono";
import * as z from "zod";
import { Failure } from "../errors.ts";
import { Budget, checkExpression, compileExpression, ExpressionError } from "../expressions/index.ts";
import { typeOf } from "../expressions/types.ts";
import type { AppEnv } from "../hono.ts";
import type { JsonObject } from "../json.ts";
import { BODY_BYTES, jsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { valid } from "../validate.ts";
import { FlowDocument } from "./document.ts";
import { checkFor } from "./publish.ts";
import { CheckView, Evaluation, ExpressionCheck } from "./wire.ts";

const tag = "Checks";
const ToCheck = z.strictObject({
  source: z.string(),
  names: z
    .array(z.string())
    .max(1_000)
    .optional()
    .meta({ description: "The root names that may be read; absent: any" }),
});
const ToEvaluate = z.strictObject({ source: z.string(), context: z.record(z.string(), z.json()) });

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
    describe("Evaluate an expression in a sample context", {
      tag,
      status: 200,
      answer: Evaluation,
      failures: [70400, 8058, 8048, 70410, 70413],
    }),
    jsonBody(BODY_BYTES),
    valid("json", ToEvaluate),
    (c) => {
      const { source, context } = c.req.valid("json");
      return c.json(evaluated(source, context));
    },
  );

function problemOf({ code, message, range }: ExpressionError) {
  return { code, message, range };
}

/** Throws 70410 with the place in the source. */
function evaluated(source: string, context: JsonObject) {
  try {
    const budget = new Budget({ now: Date.now(), uuid: () => crypto.randomUUID() });
    const value = compileExpression(source).evaluate(context, budget);
    return { value, type: typeOf(value) };
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    throw new Failure(70410, { message: thrown.message, range: thrown.range });
  }
}
