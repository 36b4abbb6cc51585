import type { World } from "./decide.ts";
import type { Draft } from "./draft.ts";
import type { RunState } from "./state.ts";

/** What the parts of a run ask of it. */
export interface RunHost {
  /** Undefined: it never started, or is removed. */
  state(): RunState | undefined;
  /** Throws where there is none. */
  current(): RunState;
  world(versionId: string): Promise<World>;
  commit(draft: Draft): void;
  /** The effects of what is committed. */
  carryOn(world: World): Promise<void>;
  /** Work after the answer. */
  later(work: Promise<void>): void;
}
