import * as z from "zod";
import { shown } from "../../openapi.ts";

/** One thing to insert: `path` is its source, `payment.data["odd key"]`. */
const Entry = shown(() =>
  z.object({
    path: z.string().meta({ description: 'What to insert, such as `payment.data["odd key"]`' }),
    label: z.string(),
    type: z.enum(["any", "null", "bool", "number", "string", "list", "map"]),
    detail: z.string().meta({ description: "One line, perhaps empty" }),
  }),
);
export type Entry = z.infer<typeof Entry>;

const Group = shown(() =>
  z.object({
    label: z.string().meta({ description: "Such as `Payment confirmed Data - User`" }),
    block: z.string().nullable().meta({ description: "Whose output it is; null: no block's" }),
    entries: z.array(Entry),
  }),
);
export type Group = z.infer<typeof Group>;

/** Exactly what may be read somewhere in a document. */
export const CompletionView = shown(() =>
  z.object({
    names: z
      .array(z.string())
      .meta({ description: "The root names that exist there, for /expressions/check" }),
    groups: z.array(Group),
  }),
);
export type CompletionView = z.infer<typeof CompletionView>;
