import { BlockFailure } from "../blocks/block.ts";
import { linkExpiryOf } from "../blocks/callback/people.ts";
import { readsOf } from "../flows/graph.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import { keptUser } from "../triggers/callback.ts";
import { takenBy } from "./approvals.ts";
import type { ActivatedBy, Linked } from "./facts.ts";
import { canStillReach } from "./reach.ts";
import { type LeftWait, type Link, type RunState, type Wait, waitsOf } from "./state.ts";

/** So many links a run has at most. */
const MOST_LINKS = 10_000;

/**
 * What becomes of who opens a link. `open`: the run waits for the answer; `not-yet`: it will, perhaps; `over`: it did, and goes
 * on without one, or never comes there any more; `ended`: so has the run.
 */
export const LINK_STATES = ["open", "not-yet", "answered", "over", "revoked", "expired", "ended"] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** The how-many-th wait at a trigger, as it stands: undefined before it has begun. */
export type Visit = { wait: Wait } | { left: LeftWait } | undefined;

export function visitAt(state: RunState, block: string, visit: number): Visit {
  return visitsOf(state, block)[visit - 1];
}

export function linkAt({ links }: RunState, number: number | undefined): Link | undefined {
  return number === undefined ? undefined : links[number - 1];
}

type Begun = Exclude<Visit, undefined>;

/** By state and trigger: a run may have ten thousand links, each of which asks for its wait. */
const visits = new WeakMap<RunState, Map<string, readonly Begun[]>>();

/** All waits at a trigger in the order in which they began. */
function visitsOf(state: RunState, block: string): readonly Begun[] {
  const ofState = visits.get(state) ?? new Map<string, readonly Begun[]>();
  visits.set(state, ofState);
  const found = ofState.get(block) ?? findVisits(state, block);
  ofState.set(block, found);
  return found;
}

function findVisits(state: RunState, block: string): readonly Begun[] {
  const left = state.left.filter((wait) => wait.block === block).map((wait) => ({ left: wait }));
  const open = waitsOf(state)
    .filter((wait) => wait.block === block)
    .map((wait) => ({ wait }));
  const occurrence = (visit: Begun) => ("wait" in visit ? visit.wait : visit.left).occurrence;
  return [...left, ...open].toSorted((a, b) => occurrence(a) - occurrence(b));
}

/** The one that a link is for which is made now: of the present wait, the oldest one where there are several; else of the coming one. */
export function presentVisit(state: RunState, block: string): number {
  const begun = visitsOf(state, block);
  const open = begun.findIndex((visit) => "wait" in visit);
  return open < 0 ? begun.length + 1 : open + 1;
}

export function linkState(state: RunState, version: Version, link: Link, now: number): LinkState {
  const visit = visitAt(state, link.block, link.visit);
  if (visit && "left" in visit && visit.left.by) return "answered";
  if (link.revokedAt !== null) return "revoked";
  if (link.expiresAt <= now) return "expired";
  if (state.ending) return "ended";
  if (!visit) return canStillReach(state, version, link.block) ? "not-yet" : "over";
  // Its time may be over although the alarm is late.
  return "wait" in visit && (visit.wait.timeoutAt ?? Infinity) > now ? "open" : "over";
}

/** The answers by this very link, to its wait or held for it: of which users they are, and what they were told. */
export function answersBy(
  state: RunState,
  { number, block, visit }: Link,
  now: number,
): readonly Pick<ActivatedBy, "user" | "answer">[] {
  const begun = visitAt(state, block, visit);
  const wait = begun && ("left" in begun ? begun.left : begun.wait);
  const taken = wait ? takenBy(wait) : [];
  const held = state.held
    .filter(({ callback, until }) => callback.link === number && until > now)
    .map(({ callback }) => ({ user: keptUser(callback.credential) }));
  return [...taken.filter(({ link }) => link === number), ...held];
}

/** `{origin}/link/{token}`. */
export function linkUrl(signer: Signer, { runId, origin }: RunState, link: Omit<Linked, "type">): string {
  const { number, expiresAt } = link;
  return `${origin}/link/${signer.links.sign({ runId, number, expiresAt })}`;
}

/** A link for the present or coming wait at that trigger; undefined: the run has too many. `expiresMs`: from `at` on. */
export function newLink(
  state: RunState,
  block: string,
  { by, at, expiresMs, number }: Pick<Linked, "by" | "number"> & { at: number; expiresMs: number },
): Linked | undefined {
  if (number > MOST_LINKS) return undefined;
  const expiresAt = Math.ceil((at + expiresMs) / 1_000) * 1_000;
  return { type: "linked", number, block, visit: presentVisit(state, block), expiresAt, by };
}

/** The last link of the present or coming wait at that trigger. */
function presentLink(state: RunState, block: string): Link | undefined {
  if (state.links.length === 0) return undefined;
  const visit = presentVisit(state, block);
  return state.links.findLast((link) => link.block === block && link.visit === visit);
}

/** What `links` is for a block that reads it: links by trigger, those alone that it mentions. */
function linksFor(
  version: Version,
  block: string,
  urlOf: (trigger: string) => string | undefined,
): JsonObject {
  const reads = readsOf(version.document, block).filter(([root]) => root === "links");
  const isWhole = reads.some(([, trigger]) => trigger === undefined);
  const mentioned = version.triggers
    .map((trigger) => trigger.block)
    .filter((id) => isWhole || reads.some(([, trigger]) => trigger === id));
  return Object.fromEntries(
    mentioned.flatMap((trigger) => {
      const url = urlOf(trigger);
      return url === undefined ? [] : [[trigger, url]];
    }),
  );
}

/** `links` as a block has read it, for who looks on: nothing is made. */
export function linksRead(state: RunState, version: Version, signer: Signer, block: string): JsonObject {
  return linksFor(version, block, (trigger) => {
    const link = presentLink(state, trigger);
    return link && linkUrl(signer, state, link);
  });
}

/**
 * `links` while a block is evaluated. Reading it makes the links that the block mentions, unless the wait has a good one:
 * `made` has to be committed with whatever came of the evaluation, so that no link is handed out that the run doesn't know.
 */
export class Linking {
  readonly made: Linked[] = [];
  readonly #state: RunState;
  readonly #world: { version: Version; signer: Signer };
  readonly #block: string;
  readonly #at: number;

  constructor(state: RunState, world: { version: Version; signer: Signer }, block: string, at: number) {
    this.#state = state;
    this.#world = world;
    this.#block = block;
    this.#at = at;
  }

  links(): JsonObject {
    const { version, signer } = this.#world;
    return linksFor(version, this.#block, (trigger) =>
      linkUrl(signer, this.#state, this.#good(trigger) ?? this.#make(trigger)),
    );
  }

  #good(trigger: string): Link | undefined {
    const link = presentLink(this.#state, trigger);
    return link && link.revokedAt === null && link.expiresAt > this.#at ? link : undefined;
  }

  #make(trigger: string): Linked {
    const settings = this.#world.version.triggerByBlock(trigger)?.settings ?? {};
    const number = this.#state.links.length + this.made.length + 1;
    const expiresMs = linkExpiryOf(settings);
    const link = newLink(this.#state, trigger, { by: "flow", number, at: this.#at, expiresMs });
    if (!link) throw new BlockFailure("too_many_links", `A run has at most ${MOST_LINKS} links`);
    this.made.push(link);
    return link;
  }
}
