import * as z from "zod";
import { shown } from "../openapi.ts";

/** For links, which lie about in terminals. */
export const CODE_LIFETIME = 5 * 60_000;
/** Absolute: using a session doesn't prolong it. */
export const SESSION_LIFETIME = 12 * 60 * 60_000;

const Time = z.int();

export const ConsoleCode = shown(() =>
  z.object({
    code: z.string().meta({ description: "Signs in once" }),
    expiresAt: Time,
  }),
);
export type ConsoleCode = z.infer<typeof ConsoleCode>;

export const ConsoleSession = shown(() => z.object({ since: Time, expiresAt: Time }));
export type ConsoleSession = z.infer<typeof ConsoleSession>;

/** What somebody signs in with. */
export const Credential = z.union(
  [z.strictObject({ adminKey: z.string() }), z.strictObject({ code: z.string() })],
  'Give either { "adminKey": … } or { "code": … }',
);
export type Credential = z.infer<typeof Credential>;
