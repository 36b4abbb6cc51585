import { type Authentication, rolesOf } from "../../blocks/authentication.ts";
import type { Problem } from "../../errors.ts";
import type { CheckedSlot } from "./expressions.ts";
import type { Outline } from "./shape.ts";

/** What an author may not expect of who gets in. */
export function adviseAccess({ blocks }: Outline, slots: readonly CheckedSlot[]): Problem[] {
  const advice = Object.entries(blocks).flatMap(([id, block]): Problem[] => {
    const roles = block.type === "external-callback" ? rolesOf(block.authentication) : [];
    if (!roles.includes("GuestUser")) return [];
    const path = `blocks.${id}.authentication.requiredRoles`;
    if (!roles.includes("AuthenticatedUser"))
      return [{ path, message: "Only guests get in: nobody else has the role GuestUser" }];
    return [{ path, message: "Nobody gets in: a guest has the role GuestUser, never AuthenticatedUser" }];
  });

  for (const { path, reads } of slots) {
    for (const trigger of new Set(reads.filter(isUserField).map(([root]) => root))) {
      const block = trigger === undefined ? undefined : blocks[trigger];
      if (block?.type !== "external-callback" || isByUser(block.authentication)) continue;
      const message = `\`${trigger}.user\` is null for a callback without a user token, and \`${trigger}\` demands none`;
      advice.push({ path, message });
    }
  }
  return advice;
}

function isByUser(authentication: Authentication | undefined): boolean {
  return authentication?.type === "BACKENDLESS" || authentication?.type === "JWT";
}

function isUserField([, field, below]: readonly string[]): boolean {
  return field === "user" && below !== undefined;
}
