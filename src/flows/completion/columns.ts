import type * as z from "zod";
import { User } from "../../users/user.ts";
import type { Field } from "../outputs.ts";

/** Those of them that are instants, which their schema doesn't tell. */
const INSTANTS: readonly string[] = ["created", "updated", "lastLogin"] satisfies (keyof User)[];

/** The columns of the user object, as its schema has them. */
export const USER_COLUMNS: readonly Field[] = Object.entries(User.shape).map(([name, schema]) => {
  const nullable = schema.safeParse(null).success;
  const type = typeOf(schema);
  const detail = [
    INSTANTS.includes(name) ? "Epoch milliseconds" : "",
    nullable && type !== "null" ? "may be null" : "",
  ];
  return { name, type, detail: detail.filter((text) => text !== "").join("; ") };
});

function typeOf(schema: z.ZodType): Field["type"] {
  if (schema.safeParse(0).success) return "number";
  return schema.safeParse(null).success && !schema.safeParse("").success ? "null" : "string";
}
