import * as z from "zod";
import { COMPARISONS, TESTS } from "../expressions/index.ts";
import { shown } from "../openapi.ts";
import { Advice } from "./checks/advice.ts";
import { FlowDocument } from "./document.ts";
import { type StoredVersion, VersionSummary } from "./rows.ts";

/** The management API's answers about flows. Instants are epoch milliseconds. */

const TriggerView = shown(() =>
  z.object({
    block: z.string(),
    name: z.string(),
    triggerId: z.string(),
    callbackUrl: z.url().meta({ description: "With the version's id: only this version's runs" }),
    stableUrl: z.url().meta({ description: "With the flow's id: runs of every version" }),
  }),
);

const Problems = shown(() => z.array(z.object({ path: z.string(), message: z.string() })));

export const VersionView = shown(() =>
  z.object({
    flow: z.object({ id: z.string(), name: z.string() }),
    version: VersionSummary,
    triggers: z.array(TriggerView),
  }),
);
export type VersionView = z.infer<typeof VersionView>;

/** After publishing: also what the author may want to know. */
export const PublishedView = shown(() => VersionView.extend({ advice: z.array(Advice) }));

export const VersionWithDocument = shown(() =>
  VersionView.extend({
    document: FlowDocument,
    reads: z.record(z.string(), z.array(z.array(z.string()))).meta({
      description:
        'The paths that the document reads below `initial.data` (under "initial") and below the data of each trigger (under ' +
        "its block's id); an empty path: as a whole",
    }),
  }),
);

export const CheckView = shown(() => z.object({ errors: Problems, advice: z.array(Advice) }));

const Range = shown(() => z.object({ start: z.int(), end: z.int() }).meta({ description: "UTF-16 offsets" }));

export const ExpressionCheck = shown(() =>
  z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), type: z.string(), reads: z.array(z.array(z.string())) }),
    z.object({
      ok: z.literal(false),
      problems: z.array(z.object({ code: z.string(), message: z.string(), range: Range })),
    }),
  ]),
);
export const FunctionList = shown(() =>
  z.object({
    items: z.array(
      z.object({
        name: z.string(),
        style: z.enum(["function", "method", "either", "macro"]).meta({
          description: "`f(x)`, `x.f()`, both, or built into the language",
        }),
        signature: z.string(),
        summary: z.string(),
        example: z.string(),
        value: z.json().meta({ description: "What the example gives" }),
      }),
    ),
  }),
);

export const ConditionParts = shown(() =>
  z.object({
    parts: z
      .array(
        z.object({
          op: z.enum([...COMPARISONS, ...TESTS, "has"]).nullable(),
          left: z.string().nullable(),
          right: z.string().nullable(),
          text: z.string(),
        }),
      )
      .nullable()
      .meta({ description: "Null: the source doesn't parse" }),
  }),
);

export const Evaluation = shown(() => z.object({ value: z.json(), type: z.string() }));

/** A version with the callback URLs of its triggers, as they are at `origin`. */
export function versionView(
  { flow, version, document, triggers }: StoredVersion,
  origin: string,
): VersionView {
  const url = (flowId: string, triggerId: string) =>
    `${origin}/api/automation/flow/${flowId}/trigger/${triggerId}/activate`;
  return {
    flow,
    version,
    triggers: Object.entries(triggers).map(([block, triggerId]) => ({
      block,
      name: document.blocks[block]?.name ?? block,
      triggerId,
      callbackUrl: url(version.id, triggerId),
      stableUrl: url(flow.id, triggerId),
    })),
  };
}

export function publishedView(stored: StoredVersion, advice: Advice[], origin: string) {
  return { ...versionView(stored, origin), advice };
}
