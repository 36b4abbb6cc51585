/**
 * Expressions: CEL with JSON's values. Read by cel-js, checked and evaluated here, with counted limits
 * on everything. Pure: no clock, no randomness, no network; `Budget` brings what comes from outside.
 */
export { type Ambient, Budget } from "./budget.ts";
export { type CatalogueEntry, functionCatalogue } from "./catalogue.ts";
export { checkTemplate, type TemplateProblem } from "./check-template.ts";
export { analyseCondition, type ConditionAnalysis, type KeyPart } from "./condition.ts";
export { correlationKey } from "./correlation.ts";
export { ExpressionError, type ExpressionErrorCode, type Range } from "./errors.ts";
export { type Check, checkExpression, compileExpression, type Expression } from "./expression.ts";
export { LIMITS } from "./limits.ts";
export { suggest } from "./names.ts";
export { isName } from "./parse.ts";
export { pickPaths } from "./pick.ts";
export { hasExpression, literalPrefix } from "./pieces.ts";
export type { Path } from "./reads.ts";
export { compileTemplate, type Template } from "./template.ts";
export { spoken, typeOf, type ValueType } from "./types.ts";
