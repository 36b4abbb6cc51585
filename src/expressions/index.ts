/**
 * Expressions: CEL with JSON's values. Read by cel-js, checked and evaluated here, with counted limits
 * on everything. Pure: no clock, no randomness, no network; `Budget` brings what comes from outside.
 */
export { Budget } from "./budget.ts";
export { functionCatalogue } from "./catalogue.ts";
export { checkTemplate, typeOfTemplate } from "./check-template.ts";
export { analyseCondition, type ConditionAnalysis } from "./condition.ts";
export { correlationKey } from "./correlation.ts";
export { ExpressionError } from "./errors.ts";
export { checkExpression, compileExpression, type Expression } from "./expression.ts";
export { LIMITS } from "./limits.ts";
export { suggest } from "./names.ts";
export { isName } from "./parse.ts";
export { COMPARISONS, conditionParts, TESTS } from "./parts.ts";
export { pickPaths } from "./pick.ts";
export { hasExpression, literalPrefix } from "./pieces.ts";
export type { Path } from "./reads.ts";
export { compileTemplate, type Template } from "./template.ts";
export { spoken, type ValueType } from "./types.ts";
export { fieldSource, pathSource } from "./written.ts";
