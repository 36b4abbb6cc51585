import * as z from "zod";
import type { Slot } from "../block.ts";
import { Duration, durationMs } from "../time.ts";

const LONGEST_LINK_MS = 365 * 24 * 3_600_000;

/** How long a link to a trigger's page is good, from when it was made. */
export const LinkExpiry = Duration.refine(
  (text) => !(durationMs(text) > LONGEST_LINK_MS) && durationMs(text) !== 0,
  { error: "A link is good for at most 365 days, and longer than no time at all" },
);
const DEFAULT_EXPIRY = "P7D";

const Link = z.strictObject({ expires: LinkExpiry.default(DEFAULT_EXPIRY) });

/** What people read who open a link: texts, never markup. */
const Page = z.strictObject({
  /** Absent: the trigger's name. */
  title: z.string().min(1).max(1_000).optional(),
  text: z.string().min(1).max(20_000).optional(),
  /** Once it is answered. */
  thanks: z.string().min(1).max(5_000).optional(),
});

/** The settings of a trigger for people, who open links. */
export const peopleSettings = { link: Link.optional(), page: Page.optional() };

interface PeopleSettings {
  link?: z.infer<typeof Link> | undefined;
  page?: z.infer<typeof Page> | undefined;
}

const TEXT = { kind: "template", linkless: true } as const;

export const peopleRules = { "page.title": TEXT, "page.text": TEXT, "page.thanks": TEXT };

export function peopleSlots({ page = {} }: PeopleSettings): Slot[] {
  return (["title", "text", "thanks"] as const).flatMap((name): Slot[] => {
    const source = page[name];
    return source === undefined ? [] : [{ path: `page.${name}`, source, ...TEXT }];
  });
}

/** Milliseconds. */
export function linkExpiryOf({ link }: PeopleSettings): number {
  return durationMs(link?.expires ?? DEFAULT_EXPIRY);
}
