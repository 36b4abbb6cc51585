import type { Scene } from "../blocks/block.ts";
import { Budget } from "../expressions/index.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import { isJsonObject, type JsonObject, own } from "../json.ts";
import type { RunState } from "./state.ts";

/** The callback URL of one trigger of one run, to hand to outsiders: good for this run and block only. */
export function runCallbackUrl(signer: Signer, state: Standing, block: string): string {
  const trigger = signer.runTriggerId(state.runId, block);
  return `${state.origin}/api/automation/flow/${state.versionId}/trigger/${trigger}/activate?execution=${state.runId}`;
}

/** What of a run expressions see. */
export type Standing = Pick<
  RunState,
  "runId" | "flowId" | "versionId" | "origin" | "startedAt" | "initial" | "outputs"
>;

/**
 * What expressions see in this state (product.md, "What expressions see"). `urls` is made when it is read, and so is `links`,
 * where somebody may read it.
 */
export function contextOf(
  state: Standing,
  version: Version,
  signer: Signer,
  links?: () => JsonObject,
): JsonObject {
  const context = {
    ...withEnvelopes(state.outputs, version),
    initial: state.initial,
    run: { id: state.runId, flowId: state.flowId, startedAt: state.startedAt },
  };
  const urlOf = (block: string) => runCallbackUrl(signer, state, block);
  onceRead(context, "urls", () =>
    Object.fromEntries(version.triggers.map(({ block }) => [block, urlOf(block)])),
  );
  if (links) onceRead(context, "links", links);
  return context;
}

function onceRead(context: object, name: string, make: () => JsonObject): void {
  let made: JsonObject | undefined;
  Object.defineProperty(context, name, {
    enumerable: true,
    get() {
      made ??= make();
      return made;
    },
  });
}

/** A trigger whose callback came without a query or kept headers has empty ones, which only who reads them sees. */
function withEnvelopes(outputs: JsonObject, { triggers }: Version): JsonObject {
  const seen = { ...outputs };
  for (const { block, settings } of triggers) {
    const output = own(outputs, block);
    if (!isJsonObject(output) || own(output, "data") === undefined) continue;
    seen[block] = Object.defineProperties(
      { ...output },
      {
        ...(!output["headers"] && { headers: NONE }),
        ...(!output["query"] && { query: NONE }),
        ...(settings.approvals !== undefined && !output["approvals"] && { approvals: NOBODY }),
      },
    );
  }
  return seen;
}

const NONE = { value: Object.freeze({}), enumerable: false };
const NOBODY = { value: Object.freeze([]), enumerable: false };

/**
 * What one block occurrence is evaluated in. `now()` is the moment it was reached and `uuid()` is derived
 * from the occurrence, so that evaluating again, after a crash or for another attempt, gives the same.
 */
export function sceneOf(
  context: JsonObject,
  { runId, occurrence, now }: { runId: string; occurrence: number; now: number },
  signer: Signer,
): Scene {
  let drawn = 0;
  const uuid = () => signer.uuid(runId, occurrence, drawn++);
  return { context, now, budget: new Budget({ now, uuid }) };
}
