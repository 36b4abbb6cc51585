import * as z from "zod";
import type { Slot } from "../block.ts";
import { Duration, durationMs } from "../time.ts";
import { languageFor, OWN_LANGUAGE, type Texts } from "./page-texts.ts";

const LONGEST_LINK_MS = 365 * 24 * 3_600_000;

/** How long a link to a trigger's page is good, from when it was made. */
export const LinkExpiry = Duration.refine(
  (text) => !(durationMs(text) > LONGEST_LINK_MS) && durationMs(text) !== 0,
  { error: "A link is good for at most 365 days, and longer than no time at all" },
);
const DEFAULT_EXPIRY = "P7D";

const Link = z.strictObject({ expires: LinkExpiry.default(DEFAULT_EXPIRY) });

const STYLES = ["primary", "danger", "plain"] as const;

const Choice = z.strictObject({
  /** What `<trigger>.data.choice` is then. */
  id: z.string().regex(/^[\w-]{1,50}$/, "1 to 50 letters, digits, - and _"),
  label: z.string().min(1).max(200),
  /** Absent: the first one is `primary`, others are `plain`. */
  style: z.enum(STYLES).optional(),
});

const Language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "A language, such as de or pt-BR");

/** What people read who open a link: texts, never markup. */
const Page = z
  .strictObject({
    /** Absent: the trigger's name. */
    title: z.string().min(1).max(1_000).optional(),
    text: z.string().min(1).max(20_000).optional(),
    /** The buttons; absent: one that confirms. */
    choices: z.array(Choice).min(1).max(10).optional(),
    /** Absent: `none`. */
    comment: z.enum(["none", "optional", "required"]).optional(),
    /** Once it is answered: a text, or a complete http(s) address to go on to. */
    thanks: z.string().min(1).max(5_000).optional(),
    redirect: z.string().min(1).max(4_000).optional(),
    /** Which these are in; absent: English. */
    language: Language.optional(),
    /** By language: what the page says in it (see page-texts.ts), and `title`, `text`, `thanks`, `choice.<id>`, `field.<name>`. */
    texts: z.record(Language, z.record(z.string(), z.string().min(1).max(20_000))).optional(),
  })
  .refine(({ thanks, redirect }) => thanks === undefined || redirect === undefined, {
    error: "A page has either `thanks` or a `redirect`",
    path: ["redirect"],
  })
  .refine(({ choices = [] }) => new Set(choices.map(({ id }) => id)).size === choices.length, {
    error: "Two choices have the same id",
    path: ["choices"],
  });
export type Page = z.infer<typeof Page>;
export type Choice = z.infer<typeof Choice>;

const ApprovalCount = z.int().min(1).max(50);

const Approvals = z.union(
  [ApprovalCount, z.strictObject({ count: ApprovalCount, exceptStarter: z.boolean().default(false) })],
  { error: "How many users have to approve, 1 to 50, or `count` and `exceptStarter`" },
);

/** The settings of a trigger for people, who open links. */
export const peopleSettings = {
  link: Link.optional(),
  page: Page.optional(),
  /** So many users have to make the page's first choice, each once; any other choice decides at once. */
  approvals: Approvals.optional(),
};

interface PeopleSettings {
  link?: z.infer<typeof Link> | undefined;
  page?: Page | undefined;
  approvals?: z.infer<typeof Approvals> | undefined;
}

const TEXT = { kind: "template", linkless: true } as const;
const AFTER = { ...TEXT, ownOutput: true } as const;

export const peopleRules = {
  "page.title": TEXT,
  "page.text": TEXT,
  "page.choices": TEXT,
  "page.texts": TEXT,
  "page.thanks": AFTER,
  "page.redirect": AFTER,
};

export function peopleSlots({ page = {} }: PeopleSettings): Slot[] {
  const { choices = [], ...texts } = page;
  const labels = choices.map(({ label }, index) => ({
    path: `page.choices[${index}].label`,
    source: label,
    ...TEXT,
  }));
  const others = (["title", "text", "texts", "thanks", "redirect"] as const).flatMap((name): Slot[] => {
    const source = texts[name];
    return source === undefined ? [] : [{ path: `page.${name}`, source, ...peopleRules[`page.${name}`] }];
  });
  return [...labels, ...others];
}

/** Milliseconds. */
export function linkExpiryOf({ link }: PeopleSettings): number {
  return durationMs(link?.expires ?? DEFAULT_EXPIRY);
}

/** `exceptStarter`: whoever started the run may not answer. Undefined: one callback is enough. */
export function approvalsOf({
  approvals,
}: PeopleSettings): { count: number; exceptStarter: boolean } | undefined {
  return typeof approvals === "number" ? { count: approvals, exceptStarter: false } : approvals;
}

/** A page in the language that its reader likes best, of those that it has: unfilled templates, by their keys. */
export function pageIn({ language = OWN_LANGUAGE, texts = {} }: Page, accepted: string | undefined) {
  const chosen = languageFor(accepted, [language, ...Object.keys(texts)]);
  const said: Texts = { ...texts[language], ...texts[chosen] };
  return { language: chosen, texts: said };
}
