import * as z from "zod";
import { shown } from "../openapi.ts";
import type { StoredVersion, VersionSummary } from "./rows.ts";

/** A version with its runs that have not ended. */
const VersionRuns = shown(() =>
  z.object({ id: z.string(), number: z.int(), running: z.int(), waiting: z.int() }),
);
export type VersionRuns = z.infer<typeof VersionRuns>;

const Effect = shown(() =>
  z.object({
    allowed: z.boolean(),
    text: z.string().meta({ description: "What it would do, or why it can't be done, in plain sentences" }),
  }),
);
type Effect = z.infer<typeof Effect>;

/** What launching, pausing and stopping a version would do now. */
export const EffectsView = shown(() =>
  z.object({
    running: z.int(),
    waiting: z.int(),
    launch: Effect.extend({
      pauses: VersionRuns.nullable().meta({ description: "The version that is LIVE now" }),
      renames: z.string().nullable().meta({ description: "What the flow is called then, if it changes" }),
    }),
    pause: Effect,
    stop: Effect.extend({ terminates: z.int().meta({ description: "How many runs" }) }),
  }),
);
export type EffectsView = z.infer<typeof EffectsView>;

interface Situation {
  stored: StoredVersion;
  runs: VersionRuns;
  /** The flow's LIVE version; null: none, undefined: it is this one. */
  live: VersionRuns | null | undefined;
  /** Another flow has the document's name. */
  nameTaken: boolean;
}

/** Pure. Says the same as `Flows.launch`, `pause` and `stop` do. */
export function effectsOf(situation: Situation): EffectsView {
  const { running, waiting } = situation.runs;
  return {
    running,
    waiting,
    launch: launching(situation),
    pause: pausing(situation),
    stop: stopping(situation),
  };
}

function launching({ stored, live, nameTaken }: Situation): EffectsView["launch"] {
  const { flow, version, document } = stored;
  if (version.status === "stopped")
    return refused(`${named(version)} was stopped for good. Add a new version to launch.`);
  if (nameTaken)
    return refused(`Another flow is called "${document.name}". Change the name in the document first.`);
  const renames = document.name === flow.name ? null : document.name;
  if (live === undefined) {
    return {
      allowed: true,
      text: `${named(version)} is LIVE already: nothing changes.`,
      pauses: null,
      renames,
    };
  }
  const sentences = [`New runs get version ${version.number} from now on.`];
  if (live) {
    const left = live.running + live.waiting;
    const paused = `Version ${live.number}, LIVE until now, is paused`;
    sentences.push(
      left === 0 ? `${paused}; it has no open runs.` : `${paused}: ${open(live)} of it ${goOn(left)}.`,
    );
  }
  if (renames !== null) sentences.push(`The flow is called "${renames}" then.`);
  return { allowed: true, text: sentences.join(" "), pauses: live, renames };
}

function refused(text: string): EffectsView["launch"] {
  return { allowed: false, text, pauses: null, renames: null };
}

function pausing({ stored: { version }, runs }: Situation): Effect {
  switch (version.status) {
    case "draft":
      return { allowed: false, text: `${named(version)} was never launched: there is nothing to pause.` };
    case "stopped":
      return { allowed: false, text: `${named(version)} was stopped for good.` };
    case "paused":
      return { allowed: true, text: `${named(version)} is paused already: nothing changes.` };
    case "live": {
      const left = runs.running + runs.waiting;
      const rest = left === 0 ? "It has no open runs." : `${open(runs)} of it ${goOn(left)}.`;
      return { allowed: true, text: `No new runs start until a version is launched. ${rest}` };
    }
    default:
      return version.status satisfies never;
  }
}

function stopping({ stored: { version }, runs }: Situation): EffectsView["stop"] {
  const terminates = runs.running + runs.waiting;
  const ends = `${open(runs)} ${terminates === 1 ? "is" : "are"} terminated.`;
  switch (version.status) {
    case "draft":
      return {
        allowed: false,
        text: `${named(version)} was never launched: there is nothing to stop.`,
        terminates: 0,
      };
    case "stopped": {
      const text = `${named(version)} is stopped already${terminates === 0 ? ": nothing changes." : `. ${ends}`}`;
      return { allowed: true, text, terminates };
    }
    case "live":
    case "paused": {
      const sentences = [
        terminates === 0 ? "No run is terminated: none is open." : ends,
        ...(version.status === "live" ? ["No new runs start until another version is launched."] : []),
        `${named(version)} can't be launched again.`,
      ];
      return { allowed: true, text: sentences.join(" "), terminates };
    }
    default:
      return version.status satisfies never;
  }
}

function named({ number }: Pick<VersionSummary, "number">): string {
  return `Version ${number}`;
}

/** "1 run (waiting)", "1,204 runs (1,200 waiting, 4 running)" */
function open({ running, waiting }: Pick<VersionRuns, "running" | "waiting">): string {
  const count = running + waiting;
  const parts = [
    ...(waiting > 0 ? [count === waiting ? "waiting" : `${spoken(waiting)} waiting`] : []),
    ...(running > 0 ? [count === running ? "running" : `${spoken(running)} running`] : []),
  ];
  const runs = `${spoken(count)} ${count === 1 ? "run" : "runs"}`;
  return parts.length === 0 ? runs : `${runs} (${parts.join(", ")})`;
}

function goOn(count: number): string {
  return count === 1 ? "goes on and still takes callbacks" : "go on and still take callbacks";
}

function spoken(count: number): string {
  return count.toLocaleString("en-US");
}
