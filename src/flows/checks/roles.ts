import { rolesOf } from "../../blocks/authentication.ts";
import type { Problem } from "../../errors.ts";
import type { Outline } from "./shape.ts";

/** Given names of roles, those that don't exist. */
export type MissingRoles = (names: readonly string[]) => Promise<readonly string[]>;

/** They exist without anybody making them. */
const SYSTEM_ROLES: readonly string[] = ["AuthenticatedUser", "GuestUser"];

/** Roles that are demanded somewhere and don't exist. */
export async function checkRoles(outline: Outline, missingRoles: MissingRoles): Promise<Problem[]> {
  const demanded = mentionsOf(outline).filter(({ role }) => !SYSTEM_ROLES.includes(role));
  if (demanded.length === 0) return [];
  const missing = new Set(await missingRoles([...new Set(demanded.map(({ role }) => role))]));
  return demanded
    .filter(({ role }) => missing.has(role))
    .map(({ path, role }) => ({ path, message: `No role is called "${role}". Create it first.` }));
}

function mentionsOf({ access, blocks }: Outline): Mention[] {
  const required = Object.entries(blocks).flatMap(([id, block]) =>
    block.type === "external-callback"
      ? mentions(`blocks.${id}.authentication.requiredRoles`, rolesOf(block.authentication))
      : [],
  );
  return [...mentions("access.start", access.start), ...mentions("access.read", access.read), ...required];
}

interface Mention {
  path: string;
  role: string;
}

function mentions(path: string, roles: readonly string[] = []): Mention[] {
  return roles.map((role, index) => ({ path: `${path}[${index}]`, role }));
}
