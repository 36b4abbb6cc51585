import { isJsonObject, type Json } from "../../json.ts";
import { type BlockType, blockOf, type Draft, type DraftBlock, setBlock } from "./draft.ts";
import { isBlockType } from "./kinds.ts";

/** The fields of a block that lead to others. */
export const PORTS = ["next", "yes", "no", "timeout.next", "onReject", "onError"] as const;
export type Port = (typeof PORTS)[number];

/** One way from a block to another; `index` counts within its port. */
export interface Link {
  from: string;
  port: Port;
  index: number;
  to: string;
}

/** What a timeout is until its author says otherwise: it needs a length to lead anywhere. */
const NEW_TIMEOUT = { after: "PT24H" };

/** The ports that a block type offers, the usual way on first. */
const OFFERED: Readonly<Record<BlockType, readonly Port[]>> = {
  "external-callback": ["next", "timeout.next", "onReject", "onError"],
  set: ["next", "onError"],
  condition: ["yes", "no", "onError"],
  "http-request": ["next", "onError"],
  delay: ["next", "onError"],
  join: ["next", "onError"],
  return: ["onError"],
};

/** The ports that a block offers; one of a type that doesn't exist offers the usual ones. */
export function portsOf({ type }: DraftBlock): readonly Port[] {
  return OFFERED[isBlockType(type) ? type : "set"];
}

/** The port by which a block goes on when all is well; undefined where the run ends. */
export function mainPort(block: DraftBlock): Port | undefined {
  const [first] = portsOf(block);
  return first === "onError" ? undefined : first;
}

/** Where a port leads, in order. */
export function targetsOf(block: DraftBlock, port: Port): readonly string[] {
  const value = port === "timeout.next" ? timeoutOf(block).next : block[port];
  if (typeof value === "string") return [value];
  return isList(value) ? value.filter((to) => typeof to === "string") : [];
}

/** Gives a port other targets; none takes its field out. An `onError` leads to one block only, the last. */
export function setTargets(block: DraftBlock, port: Port, targets: readonly string[]): DraftBlock {
  const value = port === "onError" ? targets.at(-1) : nextOf(targets);
  if (port !== "timeout.next") return withField(block, port, value);
  const { timeout } = block;
  if (value === undefined && !isJsonObject(timeout)) return block;
  return { ...block, timeout: withField(isJsonObject(timeout) ? timeout : NEW_TIMEOUT, "next", value) };
}

/** The block with every target replaced by another, each port in the form that it has. */
export function mapTargets(block: DraftBlock, map: (to: string) => string): DraftBlock {
  const mapped: Record<string, Json> = {};
  for (const port of PORTS) {
    const value = block[port];
    if (typeof value === "string") mapped[port] = map(value);
    else if (isList(value)) mapped[port] = value.map((to) => (typeof to === "string" ? map(to) : to));
  }
  const { timeout } = block;
  if (isJsonObject(timeout)) mapped.timeout = mapTargets(timeout, map);
  return { ...block, ...mapped };
}

/** Every way out of a block. */
export function linksOf(from: string, block: DraftBlock): Link[] {
  return PORTS.flatMap((port) => targetsOf(block, port).map((to, index) => ({ from, port, index, to })));
}

/** Every way from one existing block to another. */
export function allLinks({ blocks }: Draft): Link[] {
  return Object.entries(blocks)
    .flatMap(([id, block]) => linksOf(id, block))
    .filter(({ to }) => Object.hasOwn(blocks, to));
}

/** Lets a port lead to a block, beside where it leads already. */
export function connect(draft: Draft, from: string, port: Port, to: string): Draft {
  return editTargets(draft, from, port, (targets) => (targets.includes(to) ? targets : [...targets, to]));
}

export function disconnect(draft: Draft, { from, port, index }: Link): Draft {
  return editTargets(draft, from, port, (targets) => targets.filter((_, at) => at !== index));
}

/** Lets a link lead elsewhere: from the same port to another block. */
export function redirect(draft: Draft, { from, port, index }: Link, to: string): Draft {
  return editTargets(draft, from, port, (targets) => {
    const without = targets.filter((_, at) => at !== index);
    return without.includes(to) ? without : targets.with(index, to);
  });
}

function editTargets(
  draft: Draft,
  from: string,
  port: Port,
  edit: (targets: readonly string[]) => readonly string[],
): Draft {
  const block = blockOf(draft, from);
  if (!block) return draft;
  const before = targetsOf(block, port);
  const after = edit(before);
  return after === before ? draft : setBlock(draft, from, setTargets(block, port, after));
}

function timeoutOf({ timeout }: DraftBlock): DraftBlock {
  return isJsonObject(timeout) ? timeout : {};
}

function nextOf(targets: readonly string[]): Json | undefined {
  return targets.length > 1 ? targets : targets[0];
}

function withField(object: DraftBlock, field: string, value: Json | undefined): DraftBlock {
  if (value !== undefined) return { ...object, [field]: value };
  const { [field]: _, ...rest } = object;
  return rest;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
