import * as z from "zod";

/** Where counting runs ends: past it, "that many or more" is all that anybody wants to know. */
export const MOST_COUNTED = 10_000;

/** A number of runs as the API tells it. */
export function counted(what: string) {
  return z
    .int()
    .min(0)
    .max(MOST_COUNTED)
    .meta({ description: `${what}, counted up to ${MOST_COUNTED}` });
}
