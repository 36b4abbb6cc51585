import { createHash } from "node:crypto";
import { FlowDocument } from "../../src/flows/document.ts";
import { Version } from "../../src/flows/version.ts";
import { Random } from "./random.ts";
import { SHAPES } from "./shapes.ts";
import { AUTHENTICATIONS, CONDITIONS, EARLY_NAMES, type TriggerPlan, triggerBlock } from "./triggers.ts";

/** A version with what the checker has to know of it. */
export interface SimVersion {
  version: Version;
  /** By block. */
  triggers: Readonly<Record<string, TriggerPlan>>;
}

export interface SimFlow {
  id: string;
  name: string;
  /** In the order in which they are launched. */
  versions: readonly SimVersion[];
  /** TRIGGER-ID by block, for all versions that have it. */
  triggerIds: Readonly<Record<string, string>>;
}

/** So many flows there are for histories to choose from: enough to meet all that matters, made once. */
const FLOWS = 240;

const flows = new Map<number, SimFlow>();

/** One of the flows; they are the same in every process. */
export function pickFlow(random: Random): SimFlow {
  const index = random.below(FLOWS);
  const flow = flows.get(index) ?? makeFlow(index);
  flows.set(index, flow);
  return flow;
}

function makeFlow(index: number): SimFlow {
  const random = new Random(index);
  const names = Object.keys(SHAPES);
  const usual = names[index % names.length] ?? "line";
  const id = guidOf(`flow ${index}`);
  const shapes = Array.from({ length: random.pick([1, 1, 2, 3]) }, () =>
    random.chance(0.7) ? usual : random.pick(names),
  );
  const versions = shapes.map((shape, number) => makeVersion(random, { flowId: id, index, number, shape }));
  const blocks = new Set(versions.flatMap(({ triggers }) => Object.keys(triggers)));
  return {
    id,
    name: `Flow ${index} (${shapes.join(", ")})`,
    versions,
    triggerIds: Object.fromEntries([...blocks].map((block) => [block, triggerIdOf(index, block)])),
  };
}

function triggerIdOf(flow: number, block: string): string {
  return guidOf(`trigger ${flow} ${block}`);
}

function makeVersion(
  random: Random,
  { flowId, index, number, shape }: { flowId: string; index: number; number: number; shape: string },
): SimVersion {
  const triggers: Record<string, TriggerPlan> = {};
  const isFirst = shape === "first";
  const blocks = SHAPES[shape]?.((id, next, run = "initial.data") => {
    const plan = drawTrigger(random, isFirst && id === "pay");
    triggers[id] = plan;
    return triggerBlock(id, plan, run, next);
  });
  const document = FlowDocument.parse({ name: `Flow ${index}`, start: Object.keys(blocks ?? {})[0], blocks });
  const version = new Version({
    id: guidOf(`version ${index} ${number}`),
    flowId,
    number: number + 1,
    document,
    triggers: Object.fromEntries(Object.keys(triggers).map((block) => [block, triggerIdOf(index, block)])),
  });
  return { version, triggers };
}

/** `isFirst`: a start block, whose condition can read the callback only. */
function drawTrigger(random: Random, isFirst: boolean): TriggerPlan {
  const timeout = random.chance(0.4) ? random.pick([5_000, 10_000, 3_600_000]) : undefined;
  const authentication = random.chance(0.5) ? "anybody" : random.pick(Object.keys(AUTHENTICATIONS));
  const mayAsk = authentication !== "anybody" && !isFirst;
  const approvals = mayAsk && random.chance(0.5) ? random.pick([1, 2, 2]) : undefined;
  return {
    condition: isFirst ? random.pick(["always", "own"]) : random.pick(Object.keys(CONDITIONS)),
    authentication,
    approvals,
    choices: random.chance(approvals === undefined ? 0.2 : 0.7),
    linksFor: random.pick([undefined, undefined, undefined, 5_000, 20_000]),
    timeout,
    most: timeout !== undefined && random.chance(0.7) ? timeout * random.pick([1.4, 3]) : undefined,
    onReject: random.chance(0.6),
    early: random.chance(0.5) ? "usual" : random.pick(EARLY_NAMES),
  };
}

function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex").toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
