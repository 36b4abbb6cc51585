import type { Json } from "../json.ts";
import type { Surroundings } from "./compile.ts";
import { ExpressionError } from "./errors.ts";
import { checkPart } from "./expression.ts";
import { PatternAllowance } from "./pattern.ts";
import { hasExpression, piecesOf } from "./pieces.ts";
import { mergePaths, type Path } from "./reads.ts";
import { assertDepth, assertTotal } from "./template.ts";
import { isList, typeOf, type ValueType } from "./types.ts";

export interface TemplateProblem {
  /** Where in the JSON: `values.total`, `items[0].x`, "" for the root. */
  path: string;
  /** Its range points into the text there. */
  error: ExpressionError;
}

interface Findings {
  readonly surroundings: Surroundings;
  readonly reads: (readonly Path[])[];
  readonly problems: TemplateProblem[];
  characters: number;
}

/**
 * Checks all expressions in a JSON and finds all their problems. `names` are the root names that exist
 * where it stands; without them any name will do. Never throws.
 */
export function checkTemplate(
  value: Json,
  names?: readonly string[],
): { reads: readonly Path[]; problems: readonly TemplateProblem[] } {
  const surroundings = { names, patterns: new PatternAllowance() };
  const findings: Findings = { surroundings, reads: [], problems: [], characters: 0 };
  checkJson(value, "", 0, findings);
  return { reads: mergePaths(...findings.reads), problems: findings.problems };
}

/** What a template gives, as far as its text tells. Never throws. */
export function typeOfTemplate(value: Json): ValueType {
  if (typeof value !== "string" || !hasExpression(value)) return typeOf(value);
  try {
    const [piece, more] = piecesOf(value);
    if (!piece || more || "literal" in piece) return "string";
    const check = checkPart({ text: value, offset: piece.start }, piece.end, {});
    return check.ok ? check.type : "any";
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return "any";
  }
}

function checkJson(value: Json, path: string, depth: number, findings: Findings): void {
  try {
    if (typeof value === "string") {
      if (hasExpression(value)) checkText(value, path, findings);
    } else if (typeof value === "object" && value !== null) {
      assertDepth(depth);
      if (isList(value))
        value.forEach((item, index) => checkJson(item, `${path}[${index}]`, depth + 1, findings));
      else
        for (const [key, field] of Object.entries(value))
          checkJson(field, fieldPath(path, key), depth + 1, findings);
    }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    findings.problems.push({ path, error });
  }
}

function checkText(text: string, path: string, findings: Findings): void {
  for (const piece of piecesOf(text)) {
    if ("literal" in piece) continue;
    const { start, end } = piece;
    findings.characters += end - start;
    assertTotal(findings.characters, { source: text, start, end });
    const check = checkPart({ text, offset: start }, end, findings.surroundings);
    if (check.ok) findings.reads.push(check.reads);
    else findings.problems.push(...check.problems.map((error) => ({ path, error })));
  }
}

function fieldPath(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
