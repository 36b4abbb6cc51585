import type { Authentication } from "../blocks/authentication.ts";
import type { Texts } from "../blocks/callback/page-texts.ts";
import { approvalsOf, type Choice, type Page, pageIn } from "../blocks/callback/people.ts";
import { templateOf } from "../blocks/evaluate.ts";
import { ExpressionError } from "../expressions/index.ts";
import type { Trigger } from "../flows/version.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Callback } from "../triggers/callback.ts";
import type { World } from "./advance.ts";
import { excludedStarter } from "./approvals.ts";
import { answersBy, type LinkState, linkState, visitAt } from "./links.ts";
import { contextOf, sceneOf } from "./scene.ts";
import type { Link, RunState } from "./state.ts";

/** What the page of a link says. Texts are the author's, filled in with what the run knows now; null: there is none. */
export interface LinkView {
  state: LinkState;
  /** Where an answer goes, as a callback. */
  to: Callback["to"];
  language: string;
  /** What is said otherwise than by ourselves, by key. */
  texts: Texts;
  title: string | null;
  text: string | null;
  choices: readonly Choice[];
  comment: Exclude<Page["comment"], undefined>;
  /** What the form asks for, as a JSON Schema. */
  schema: JsonObject | null;
  /** Who may answer. */
  authentication: Authentication;
  /** Who has answered by this very link, by the users' ids; null: nobody in particular. */
  answeredBy: readonly (string | null)[];
  /** Where several users have to approve: who has, by whatever way, and who may not. */
  approvals: { needed: number; given: readonly string[]; excluded: string | null } | null;
  thanks: string | null;
  /** Where to go once it is answered. */
  redirect: string | null;
}

const LONGEST = 20_000;
const LONGEST_TITLE = 300;

/** Who holds a link that is good no more reads nothing of the run. `accepted`: the reader's `Accept-Language`. */
export function viewOfLink(
  state: RunState,
  world: World,
  { link, now, accepted }: { link: Link; now: number; accepted: string | undefined },
): LinkView {
  const trigger = world.version.triggerByBlock(link.block);
  if (!trigger) throw new Error(`a link to ${link.block}, which is no trigger`);
  const standing = linkState(state, world.version, link, now);
  const isGood = standing !== "revoked" && standing !== "expired";
  const { page = {}, schema } = trigger.settings;
  const { language, texts } = pageIn(page, accepted);
  const fill = filler(state, world, now);
  const filled = (key: "title" | "text" | "thanks") => {
    const template = texts[key] ?? page[key];
    return isGood && template !== undefined ? fill(template) : undefined;
  };
  const answers = answersBy(state, link, now);
  return {
    state: standing,
    to: { flow: state.versionId, trigger: trigger.id, execution: state.runId },
    language,
    texts: isGood ? filledTexts(texts, fill) : {},
    title: filled("title")?.slice(0, LONGEST_TITLE) ?? (isGood ? trigger.name : null),
    text: filled("text") ?? null,
    choices: isGood ? choicesOf(page, texts, fill) : [],
    comment: page.comment ?? "none",
    schema: isGood ? (schema ?? null) : null,
    authentication: trigger.authentication,
    answeredBy: answers.map(({ user }) => user),
    approvals: approvalsAt(state, trigger, link),
    thanks: filled("thanks") ?? null,
    redirect:
      redirectOf(page.redirect === undefined ? undefined : fill(page.redirect)) ??
      redirectOf(answers.find((by) => by.answer)?.answer?.headers["location"]) ??
      null,
  };
}

function approvalsAt(state: RunState, trigger: Trigger, { block, visit }: Link): LinkView["approvals"] {
  const wanted = approvalsOf(trigger.settings);
  if (!wanted) return null;
  const begun = visitAt(state, block, visit);
  const approved = (begun && "wait" in begun && begun.wait.approvals) || [];
  return {
    needed: wanted.count,
    given: approved.map(({ approval }) => approval.user.objectId),
    excluded: excludedStarter(state, trigger),
  };
}

/** Those that the page says in other words: what can't be filled in is said as we say it. */
function filledTexts(texts: Texts, fill: Fill): Texts {
  const own = Object.entries(texts).filter(([key]) => !/^(title|text|thanks)$|^choice\./.test(key));
  return Object.fromEntries(
    own.flatMap(([key, template]) => {
      const text = fill(template);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

function choicesOf({ choices = [] }: Page, texts: Texts, fill: Fill): Choice[] {
  return choices.map((choice) => ({
    ...choice,
    label: fill(texts[`choice.${choice.id}`] ?? choice.label) ?? choice.id,
  }));
}

/** A browser goes to complete addresses of the web alone. */
function redirectOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}

type Fill = (template: string) => string | undefined;

/** Texts for people: what they can't say is no reason not to let them answer. */
function filler(state: RunState, { version, signer }: World, now: number): Fill {
  const context = contextOf(state, version, signer);
  return (template) => {
    const { budget } = sceneOf(context, { runId: state.runId, occurrence: 0, now }, signer);
    try {
      const value: Json = templateOf(template).evaluate(context, budget);
      return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, LONGEST);
    } catch (thrown) {
      if (!(thrown instanceof ExpressionError)) throw thrown;
      return undefined;
    }
  };
}
