import type { Block } from "../../blocks/index.ts";
import type { Problem } from "../../errors.ts";
import type { Path } from "../../expressions/index.ts";
import { suggest } from "../../expressions/index.ts";
import { INITIAL_FIELDS, OUTPUTS, RUN_FIELDS } from "../outputs.ts";
import type { Outline } from "./shape.ts";

/** What lies below a name, where that is known: `payment.orderId` isn't, `payment.data.orderId` may be. */
export function checkReads(path: string, reads: readonly Path[], { blocks }: Outline): Problem[] {
  return reads.flatMap(([root = "", field]): Problem[] => {
    if (root === "secrets") return secretProblem(path, field);
    if (field === undefined) return [];
    if (root === "urls") return triggerProblem(path, root, field, blocks, "callback URL");
    if (root === "links") return triggerProblem(path, root, field, blocks, "link");
    const fields = fieldsOf(root, blocks);
    if (!fields || fields.includes(field)) return [];
    const guess = fields.includes("data")
      ? ` Did you mean \`${root}.data.${field}\`?`
      : suggest(field, fields);
    const has = fields.length === 0 ? "has no fields" : `has ${fields.join(", ")} and nothing else`;
    return [{ path, message: `\`${root}.${field}\`: \`${root}\` ${has}.${guess}` }];
  });
}

function fieldsOf(root: string, blocks: Outline["blocks"]): readonly string[] | undefined {
  if (root === "initial") return INITIAL_FIELDS.map(({ name }) => name);
  if (root === "run") return RUN_FIELDS.map(({ name }) => name);
  const block = Object.hasOwn(blocks, root) ? blocks[root] : undefined;
  const asksApproval = block?.type === "external-callback" && block.approvals !== undefined;
  const fields = block && OUTPUTS[block.type].fields?.map(({ name }) => name);
  const read = fields?.filter((name) => name !== "approvals" || asksApproval);
  return read && block && leavesError(block) ? [...read, "error"] : read;
}

/** A block that failed, or a trigger that was rejected, tells why where it leads then. */
function leavesError(block: Block): boolean {
  return block.onError !== undefined || (block.type === "external-callback" && block.onReject !== undefined);
}

function triggerProblem(
  path: string,
  root: string,
  field: string,
  blocks: Outline["blocks"],
  what: string,
): Problem[] {
  const triggers = Object.keys(blocks).filter((id) => blocks[id]?.type === "external-callback");
  if (triggers.includes(field)) return [];
  const block = Object.hasOwn(blocks, field) ? " is no trigger, so it" : "";
  const message = `\`${root}.${field}\`: \`${field}\`${block} has no ${what}.${suggest(field, triggers)}`;
  return [{ path, message }];
}

function secretProblem(path: string, name: string | undefined): Problem[] {
  if (name === undefined) return [{ path, message: "Secrets are read one by one, as in `secrets.SHOP_KEY`" }];
  if (/^[A-Z][A-Z0-9_]*$/.test(name)) return [];
  return [{ path, message: `\`secrets.${name}\`: a secret's name has capitals, digits and _ only` }];
}
