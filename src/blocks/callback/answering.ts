import * as z from "zod";
import type { Slot } from "../block.ts";

/** Those that would break the answer, or say what only we can. */
const RESERVED =
  /^(?:connection|content-(?:length|encoding)|date|holdpoint-.*|keep-alive|set-cookie|te|trailer|transfer-encoding|upgrade|access-control-.*)$/i;

const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "Not a header name")
  .refine((name) => !RESERVED.test(name), "This header can't be set by an answer");

/** What a sender is answered whose callback lets a run go on, in place of an empty 200. */
const Answer = z
  .strictObject({
    /** 200 to 299, or an expression that gives one; with `redirect` one of 301, 302, 303, 307, 308. */
    status: z
      .union([z.int(), z.string().min(1).max(1_000)], { error: "A status, or an expression" })
      .optional(),
    headers: z.record(HeaderName, z.string().max(4_000)).optional(),
    body: z.json().optional(),
    /** Where to send the browser of a person: a complete http(s) address. */
    redirect: z.string().min(1).max(4_000).optional(),
    /** Whether `Prefer: wait=N` gives the sender the run's result. */
    wait: z.boolean().default(true),
  })
  .refine(({ body, redirect }) => body === undefined || redirect === undefined, {
    error: "An answer has either a `body` or a `redirect`",
    path: ["redirect"],
  })
  .refine(({ status, redirect }) => typeof status !== "number" || isStatus(status, redirect !== undefined), {
    error:
      "The status is 200 to 299, or with a `redirect` one of 301, 302, 303, 307, 308: senders retry on others",
    path: ["status"],
  });
export type Answering = z.infer<typeof Answer>;

/** The settings of a trigger about what its senders are answered. */
export const answeringSettings = { response: Answer.optional() };

const RULE = { kind: "template", ownOutput: true, linkless: true } as const;
const PARTS = ["status", "headers", "body", "redirect"] as const;
export const answeringRules = {
  "response.status": RULE,
  "response.headers": RULE,
  "response.body": RULE,
  "response.redirect": RULE,
};

export function answeringSlots({ response = { wait: true } }: { response?: Answering | undefined }): Slot[] {
  return PARTS.flatMap((part): Slot[] => {
    const source = response[part];
    if (source === undefined || typeof source === "number") return [];
    return [{ path: `response.${part}`, source, ...RULE }];
  });
}

export function isStatus(status: number, redirects: boolean): boolean {
  return redirects ? [301, 302, 303, 307, 308].includes(status) : status >= 200 && status <= 299;
}
