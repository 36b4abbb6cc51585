import type { Problem } from "../errors.ts";
import { adviseAccess } from "./checks/access.ts";
import { type Advice, adviseCondition } from "./checks/advice.ts";
import { checkDeadlines } from "./checks/deadlines.ts";
import { checkSlots, checkTitle } from "./checks/expressions.ts";
import { adviseJoins } from "./checks/joins.ts";
import { checkLinks } from "./checks/links.ts";
import { adviseLoops } from "./checks/loops.ts";
import { checkTriggerNames } from "./checks/names.ts";
import { checkPeople } from "./checks/people.ts";
import { checkReading } from "./checks/reading.ts";
import { checkRoles, type MissingRoles } from "./checks/roles.ts";
import { adviseUnsetSecrets, checkSecrets } from "./checks/secrets.ts";
import { readShape } from "./checks/shape.ts";
import { checkUrls } from "./checks/urls.ts";
import type { FlowDocument } from "./document.ts";
import { Graph } from "./graph.ts";

/** More of one kind helps nobody, and has to be sent and read. */
const MOST = 1_000;

export interface DocumentCheck {
  /** Present exactly if there are no errors. */
  document?: FlowDocument;
  /** Every problem; with one of them the document can't be published. */
  errors: Problem[];
  /** What its author may want to know; of each condition of a trigger its kind. */
  advice: Advice[];
}

/** What there is besides the document. `secrets`: the names of those that are set. */
export interface Known {
  missingRoles: MissingRoles;
  secrets: readonly string[];
}

/** Checks everything about a document that can be known before a run. Never throws on any JSON. */
export async function checkDocument(
  input: unknown,
  { missingRoles, secrets: set }: Known,
): Promise<DocumentCheck> {
  const { document, outline, errors: shapeErrors } = readShape(input);
  if (!outline) return { errors: bounded(shapeErrors), advice: [] };

  const graph = new Graph(outline);
  const slots = checkSlots(outline, graph);
  const secrets = checkSecrets(outline, slots);
  const errors = [
    ...shapeErrors,
    ...checkLinks(outline, graph),
    ...checkTriggerNames(outline),
    ...checkTitle(outline),
    ...slots.flatMap((slot) => slot.errors),
    ...checkUrls(outline),
    ...checkReading(outline),
    ...checkDeadlines(outline),
    ...checkPeople(outline),
    ...secrets.errors,
    ...(await checkRoles(outline, missingRoles)),
  ];
  const advice = [
    ...slots.flatMap(adviseCondition),
    ...adviseAccess(outline, slots),
    ...secrets.advice,
    ...adviseUnsetSecrets(outline, slots, set),
    ...adviseLoops(outline),
    ...adviseJoins(outline, graph),
  ];
  const found = { errors: bounded(errors), advice: bounded(advice) };
  return document && errors.length === 0 ? { document, ...found } : found;
}

function bounded<Found extends Problem>(problems: Found[]): (Found | Problem)[] {
  if (problems.length <= MOST) return problems;
  const more = { path: "", message: `… and ${problems.length - MOST} more` };
  return [...problems.slice(0, MOST), more];
}
