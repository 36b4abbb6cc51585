import * as z from "zod";
import { Advice } from "./checks/advice.ts";
import { FlowDocument } from "./document.ts";
import { FlowSummary, type StoredVersion, VersionSummary } from "./rows.ts";

/** The management API's answers about flows. Instants are epoch milliseconds. */

const TriggerView = z.object({
  block: z.string(),
  name: z.string(),
  triggerId: z.string(),
  callbackUrl: z.url().meta({ description: "With the version's id: only this version's runs" }),
  stableUrl: z.url().meta({ description: "With the flow's id: runs of every version" }),
});

const Problems = z.array(z.object({ path: z.string(), message: z.string() }));

export const VersionView = z.object({
  flow: z.object({ id: z.string(), name: z.string() }),
  version: VersionSummary,
  triggers: z.array(TriggerView),
});
export type VersionView = z.infer<typeof VersionView>;

/** After publishing: also what the author may want to know. */
export const PublishedView = VersionView.extend({ advice: z.array(Advice) });

export const VersionWithDocument = VersionView.extend({ document: FlowDocument });

export const FlowView = FlowSummary.extend({ versions: z.array(VersionSummary) });
export const FlowPage = z.object({ items: z.array(FlowSummary), cursor: z.string().optional() });
export const CheckView = z.object({ errors: Problems, advice: z.array(Advice) });

const Range = z.object({ start: z.int(), end: z.int() }).meta({ description: "UTF-16 offsets" });

export const ExpressionCheck = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), type: z.string(), reads: z.array(z.array(z.string())) }),
  z.object({
    ok: z.literal(false),
    problems: z.array(z.object({ code: z.string(), message: z.string(), range: Range })),
  }),
]);
export const Evaluation = z.object({ value: z.json(), type: z.string() });

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
