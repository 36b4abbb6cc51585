import { BlockFailure } from "../blocks/block.ts";
import { type Answering, isStatus } from "../blocks/callback/answering.ts";
import { templateOf } from "../blocks/evaluate.ts";
import { ExpressionError } from "../expressions/index.ts";
import type { Trigger } from "../flows/version.ts";
import { byteLength, type Json } from "../json.ts";
import type { Answer } from "../triggers/callback.ts";
import type { World } from "./advance.ts";
import type { ActivatedBy, TriggerOutput } from "./facts.ts";
import { contextOf, type Standing, sceneOf } from "./scene.ts";

/** An answer is journaled with its activation. */
const ANSWER_BYTES = 64 * 1024;

/** What is said to the sender; a response that can't be made is none, with a warning for the operator. */
export type Said = Pick<ActivatedBy, "answer" | "warning">;

/** The answer of a trigger to a callback that lets this run go on, or starts it. Pure. */
export function answerIn(
  run: Standing,
  { version, signer }: World,
  { trigger, occurrence, now }: { trigger: Trigger | undefined; occurrence: number; now: number },
): (output: TriggerOutput) => Said {
  return (output) => {
    const { block = "", settings } = trigger ?? {};
    if (!settings?.response) return {};
    const after = { ...run, outputs: { ...run.outputs, [block]: { ...output } } };
    const context = contextOf(after, version, signer);
    const scene = sceneOf(context, { runId: run.runId, occurrence, now }, signer);
    const fill = (source: Json) => templateOf(source).evaluate(scene.context, scene.budget);
    try {
      return { answer: bounded(answerOf(settings.response, fill)) };
    } catch (thrown) {
      if (!(thrown instanceof ExpressionError) && !(thrown instanceof BlockFailure)) throw thrown;
      return { warning: `The response could not be made: ${thrown.message}` };
    }
  };
}

function answerOf(response: Answering, fill: (source: Json) => Json): Answer {
  const { body, redirect } = response;
  const status = statusOf(
    fill(response.status ?? (redirect === undefined ? 200 : 303)),
    redirect !== undefined,
  );
  const headers: Record<string, string> = {};
  for (const [name, source] of Object.entries(response.headers ?? {})) {
    headers[name.toLowerCase()] = headerOf(name, fill(source));
  }
  if (redirect !== undefined) {
    return { status, headers: { ...headers, location: addressOf(fill(redirect)) }, body: null };
  }
  if (body === undefined || status === 204 || status === 205) return { status, headers, body: null };
  const content = fill(body);
  headers["content-type"] ??= typeof content === "string" ? "text/plain; charset=utf-8" : "application/json";
  return { status, headers, body: typeof content === "string" ? content : JSON.stringify(content) };
}

function statusOf(value: Json, redirects: boolean): number {
  if (typeof value === "number" && Number.isInteger(value) && isStatus(value, redirects)) return value;
  throw new BlockFailure("status", `its status can't be ${JSON.stringify(value).slice(0, 40)}`);
}

function headerOf(name: string, value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (/^[\t\x20-\x7e]*$/.test(text)) return text.trim();
  throw new BlockFailure("header", `the header ${name} has characters that no header can have`);
}

function addressOf(value: Json): string {
  if (typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) {
    return new URL(value).href;
  }
  throw new BlockFailure("redirect", "its redirect isn't a complete http:// or https:// address");
}

function bounded(answer: Answer): Answer {
  if (byteLength(JSON.stringify(answer)) <= ANSWER_BYTES) return answer;
  throw new BlockFailure("too_large", `it is larger than ${ANSWER_BYTES / 1024} KiB`);
}
