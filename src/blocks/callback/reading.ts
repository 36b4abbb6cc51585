import * as z from "zod";

/** In which form a body may come. `json`: also `application/*+json`; `xml` is kept as text, `binary` as base64. */
export const BODY_FORMS = ["json", "form", "text", "xml", "binary"] as const;
export type BodyForm = (typeof BODY_FORMS)[number];

/** What shows who somebody is stays with us. */
const SECRET_HEADER = /^(?:authorization|proxy-authorization|cookie|user-token|x-api-key)$/;

const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/, "The name of a header, in lower case")
  .refine((name) => !SECRET_HEADER.test(name), "This header shows who the sender is: it is never kept");

const Schema = z.record(z.string(), z.json());

/** The settings of a trigger about how callbacks are read. */
export const readingSettings = {
  /** Absent: `application/json` alone. */
  accept: z.array(z.enum(BODY_FORMS)).min(1).max(BODY_FORMS.length).optional(),
  /** `text`: integers past 2^53 are kept as texts; absent or `number`: rounded, with a warning on the receipt. */
  numbers: z.enum(["number", "text"]).optional(),
  /** Those that later blocks may read as `<trigger>.headers`. */
  headers: z.array(HeaderName).max(20).optional(),
  /** A JSON Schema (2020-12) that the data has to satisfy. */
  schema: Schema.optional(),
  /** `ERROR`, as where it is absent: 422 with what is wrong. `IGNORE`: the callback is ignored. */
  onMismatch: z.enum(["ERROR", "IGNORE"]).optional(),
};

const Reading = z.object(readingSettings);
export type Reading = z.infer<typeof Reading>;

/** The edge has nothing to know of the trigger before it reads a callback. */
export function readsPlainly({ accept, numbers, headers, schema }: Reading): boolean {
  return accept === undefined && numbers === undefined && headers === undefined && schema === undefined;
}
