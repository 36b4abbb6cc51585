import { Failure, type Problem } from "../errors.ts";
import type { AppContext } from "../hono.ts";
import { secretNames } from "../secrets.ts";
import { usersOf } from "../users/store.ts";
import type { Advice } from "./checks/advice.ts";
import { checkDocument, type DocumentCheck } from "./checks.ts";
import type { FlowDocument } from "./document.ts";

/** Checks the document in the body against the roles and the secrets that exist. */
export async function checkFor(c: AppContext): Promise<DocumentCheck> {
  const { roles } = usersOf(c.env);
  const known = {
    missingRoles: async (names: readonly string[]) => roles.missing(names),
    secrets: secretNames(c.env),
  };
  return checkDocument(await c.req.json<unknown>(), known);
}

/** The document in the body with the advice on it. Throws 70423 with every problem. */
export async function acceptDocument(c: AppContext): Promise<{ document: FlowDocument; advice: Advice[] }> {
  const { document, errors, advice } = await checkFor(c);
  if (!document) throw new Failure(70423, { errors, message: summary(errors) });
  return { document, advice };
}

function summary(errors: readonly Problem[]): string {
  const [first] = errors;
  const count = errors.length === 1 ? "a problem" : `${errors.length} problems`;
  const where = first && first.path !== "" ? `${first.path}: ` : "";
  return `The document has ${count}. ${where}${first?.message ?? ""}`;
}
