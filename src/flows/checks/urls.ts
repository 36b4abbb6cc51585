import type { Problem } from "../../errors.ts";
import { hasExpression } from "../../expressions/index.ts";
import type { Outline } from "./shape.ts";

/** Addresses without an expression in them that no request can go to. */
export function checkUrls({ blocks }: Outline): Problem[] {
  return Object.entries(blocks).flatMap(([id, block]): Problem[] => {
    if (block.type !== "http-request") return [];
    const { url } = block.request;
    if (hasExpression(url) || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return [];
    const message = "This is not a complete address: it begins with https:// or http:// and a host";
    return [{ path: `blocks.${id}.request.url`, message }];
  });
}
