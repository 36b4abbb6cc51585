import * as z from "zod";
import { linkExpiryOf } from "../blocks/callback/people.ts";
import { shown } from "../openapi.ts";
import { type World } from "./advance.ts";
import { Draft } from "./draft.ts";
import type { Fact } from "./facts.ts";
import type { RunHost } from "./host.ts";
import { type LinkView, viewOfLink } from "./link-view.ts";
import { LINK_STATES, linkAt, linkState, linkUrl, newLink, presentVisit, visitAt } from "./links.ts";
import type { RunPorts } from "./ports.ts";
import { canStillReach } from "./reach.ts";
import type { Link, RunState } from "./state.ts";

/** A link as the operator sees it, without its token: who wants one makes one. Instants are epoch milliseconds. */
export const LinkRecord = shown(() =>
  z.object({
    number: z.int().meta({ description: "Counted from 1 in its run" }),
    block: z.string(),
    visit: z.int().meta({ description: "For the how-many-th wait at that trigger in this run" }),
    state: z.enum(LINK_STATES).meta({
      description: "over: the run goes on without an answer; ended: so has the run",
    }),
    madeAt: z.int(),
    expiresAt: z.int(),
    revokedAt: z.int().nullable(),
    by: z.enum(["flow", "operator"]),
  }),
);
export type LinkRecord = z.infer<typeof LinkRecord>;

/** What became of an operator's wish for a link. */
export type Made =
  | { link: LinkRecord; url: string }
  | "no-such-run"
  | "ended"
  | "no-such-trigger"
  | "past"
  | "too-many";
export type Revoked = "done" | "no-such-run" | "no-such-link";

/** The links of a run, for those who open them and for the operator. */
export class RunLinks {
  readonly #ports: RunPorts;
  readonly #run: RunHost;

  constructor(ports: RunPorts, run: RunHost) {
    this.#ports = ports;
    this.#run = run;
  }

  /** Undefined: no such link, or the run is removed. Looking changes nothing. `accepted`: the reader's `Accept-Language`. */
  view(number: number, accepted?: string): Promise<LinkView | undefined> {
    return this.#with((state, world) => {
      const link = linkAt(state, number);
      return link && viewOfLink(state, world, { link, now: this.#ports.now(), accepted });
    });
  }

  list(): Promise<LinkRecord[] | undefined> {
    return this.#with((state, world) => state.links.map((link) => this.#record(state, world, link)));
  }

  /** `expiresMs`: from now on; undefined: as the trigger says. */
  async make(block: string, expiresMs: number | undefined): Promise<Made> {
    const made = await this.#with((state, world): Made => {
      if (state.ending) return "ended";
      const trigger = world.version.triggerByBlock(block);
      if (!trigger) return "no-such-trigger";
      const waits = visitAt(state, block, presentVisit(state, block)) !== undefined;
      if (!waits && !canStillReach(state, world.version, block)) return "past";
      const linked = newLink(state, block, {
        by: "operator",
        number: state.links.length + 1,
        at: this.#ports.now(),
        expiresMs: expiresMs ?? linkExpiryOf(trigger.settings),
      });
      if (!linked) return "too-many";
      const after = this.#commit(state, world, linked);
      const link = linkAt(after, linked.number);
      if (!link) throw new Error("a link that was not made");
      return { link: this.#record(after, world, link), url: linkUrl(this.#ports.signer, after, link) };
    });
    return made ?? "no-such-run";
  }

  /** Once more changes nothing. */
  async revoke(number: number): Promise<Revoked> {
    const revoked = await this.#with((state, world): Revoked => {
      const link = linkAt(state, number);
      if (!link) return "no-such-link";
      if (link.revokedAt === null) this.#commit(state, world, { type: "link-revoked", number });
      return "done";
    });
    return revoked ?? "no-such-run";
  }

  async #with<Value>(work: (state: RunState, world: World) => Value): Promise<Value | undefined> {
    const { versionId } = this.#run.state() ?? {};
    if (versionId === undefined) return undefined;
    const world = await this.#run.world(versionId);
    // Retention may have come in between.
    const state = this.#run.state();
    return state && work(state, world);
  }

  #record(state: RunState, { version }: World, link: Link): LinkRecord {
    return { ...link, state: linkState(state, version, link, this.#ports.now()) };
  }

  #commit(state: RunState, world: World, fact: Fact): RunState {
    const draft = new Draft(state, this.#ports.now());
    draft.add(fact);
    this.#run.commit(draft);
    this.#run.later(this.#run.carryOn(world));
    return draft.state;
  }
}
