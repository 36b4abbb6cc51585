import { templateOf } from "../blocks/evaluate.ts";
import { ExpressionError } from "../expressions/index.ts";
import type { Json } from "../json.ts";
import type { Callback } from "../triggers/callback.ts";
import type { World } from "./advance.ts";
import { type LinkState, linkState } from "./links.ts";
import { contextOf, sceneOf } from "./scene.ts";
import type { Link, RunState } from "./state.ts";

/** What the page of a link says. Texts are the author's, filled in with what the run knows now; null: there is none. */
export interface LinkView {
  state: LinkState;
  /** Where an answer goes, as a callback. */
  to: Callback["to"];
  title: string | null;
  text: string | null;
  thanks: string | null;
  /** Only somebody who has signed in may answer. */
  needsSignIn: boolean;
}

const LONGEST = { title: 300, text: 20_000, thanks: 5_000 };

/** Who holds a link that is good no more reads nothing of the run. */
export function viewOfLink(state: RunState, world: World, link: Link, now: number): LinkView {
  const { version } = world;
  const trigger = version.triggerByBlock(link.block);
  if (!trigger) throw new Error(`a link to ${link.block}, which is no trigger`);
  const standing = linkState(state, version, link, now);
  const isGood = standing !== "revoked" && standing !== "expired";
  const page = (isGood && trigger.settings.page) || {};
  const filled = (name: keyof typeof LONGEST): string | null => {
    const template = page[name];
    return template === undefined
      ? null
      : (textOf(template, state, world, now)?.slice(0, LONGEST[name]) ?? null);
  };
  return {
    state: standing,
    to: { flow: state.versionId, trigger: trigger.id, execution: state.runId },
    title: filled("title") ?? (isGood ? trigger.name : null),
    text: filled("text"),
    thanks: filled("thanks"),
    needsSignIn: trigger.authentication.type === "BACKENDLESS",
  };
}

/** A text for people: what it can't say is no reason not to let them answer. */
function textOf(
  template: string,
  state: RunState,
  { version, signer }: World,
  now: number,
): string | undefined {
  const context = contextOf(state, version, signer);
  const { budget } = sceneOf(context, { runId: state.runId, occurrence: 0, now }, signer);
  try {
    const value: Json = templateOf(template).evaluate(context, budget);
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    return undefined;
  }
}
