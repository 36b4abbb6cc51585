import { secretsIn } from "../../blocks/authentication.ts";
import type { Problem } from "../../errors.ts";
import { hasExpression, literalPrefix } from "../../expressions/index.ts";
import { unsetSecret } from "../../secrets.ts";
import type { CheckedSlot } from "./expressions.ts";
import type { Outline } from "./shape.ts";

/** Scheme and host, and what ends them: behind it nothing can change where the request goes. */
const LITERAL_ORIGIN = /^(https?):\/\/[^/?#\\{}\s]+[/?#]/i;

/** Requests that carry a secret go where the document says, literally; and better encrypted. */
export function checkSecrets({ blocks }: Outline, slots: readonly CheckedSlot[]) {
  const errors: Problem[] = [];
  const advice: Problem[] = [];
  const carriers = new Set(
    slots.filter(({ reads }) => reads.some(([root]) => root === "secrets")).map(({ block }) => block),
  );
  for (const id of carriers) {
    const block = blocks[id];
    if (block?.type !== "http-request") continue;
    const { url } = block.request;
    const path = `blocks.${id}.request.url`;
    const origin = LITERAL_ORIGIN.exec(hasExpression(url) ? literalPrefix(url) : `${url}/`);
    if (!origin) {
      const message =
        "This request carries a secret, so the scheme and the host of its URL must be written out: https://host/…";
      errors.push({ path, message });
    } else if (origin[1]?.toLowerCase() === "http") {
      advice.push({ path, message: "This request carries a secret over http://, readable on its way" });
    }
  }
  return { errors, advice };
}

/** What the flow needs and the Worker doesn't have yet: at the trigger or the request that names it. */
export function adviseUnsetSecrets(
  { blocks }: Outline,
  slots: readonly CheckedSlot[],
  set: readonly string[],
): Problem[] {
  const ofSenders = Object.entries(blocks).flatMap(([id, block]) =>
    block.type === "external-callback"
      ? secretsIn(block.authentication).map(({ path, name }) => ({
          path: `blocks.${id}.authentication.${path}`,
          name,
        }))
      : [],
  );
  const ofRequests = slots.flatMap(({ path, reads }) => {
    const names = reads.flatMap(([root, name]) => (root === "secrets" && name ? [name] : []));
    return [...new Set(names)].map((name) => ({ path, name }));
  });
  return [...ofSenders, ...ofRequests]
    .filter(({ name }) => !set.includes(name))
    .map(({ path, name }) => ({ path, message: unsetSecret(name) }));
}
