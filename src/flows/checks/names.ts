import type { Problem } from "../../errors.ts";
import type { Outline } from "./shape.ts";

/** Triggers are addressed by name too, so no two of a version may share one. */
export function checkTriggerNames({ blocks }: Outline): Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const [id, block] of Object.entries(blocks)) {
    if (block.type !== "external-callback") continue;
    const name = block.name ?? id;
    const owner = owners.get(name);
    if (owner === undefined) {
      owners.set(name, id);
      continue;
    }
    // One of the two bears the name explicitly: that is the one to change.
    const [bearer, other] = block.name === undefined ? [owner, id] : [id, owner];
    const message = `The trigger \`${other}\` is addressed as "${name}" too. Give one of them another name.`;
    problems.push({ path: `blocks.${bearer}.name`, message });
  }
  return problems;
}
