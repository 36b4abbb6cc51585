import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildBundle } from "../support/bundle.ts";
import { check } from "./checker.ts";
import { summaryOf, sumOf, type Tally, tallyOf, tell } from "./report.ts";
import { playRound } from "./round.ts";
import { WINDOWS } from "./windows.ts";

/** `npm run crash`: the full form, in rounds with a state of their own. A violation is shown with its history. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    kills: { type: "string", default: "40" },
    callbacks: { type: "string", default: "4100" },
    /** Parts of the names of those to aim at; all, if there is none. */
    window: { type: "string", multiple: true, default: [""] },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const rounds = Number(values.rounds);
const windows = WINDOWS.filter(({ name }) => values.window.some((part) => name.includes(part)));
if (windows.length === 0) throw new Error(`no window is called ${values.window.join(" or ")}`);
const [kills, callbacks, seed] = [Number(values.kills), Number(values.callbacks), Number(values.seed)];

// The server doesn't outlive us.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

const SHOWN = 5;
const TOLD_EVERY = 5;

const bundle = buildBundle();
const tallies: Tally[] = [];
let violations = 0;
const began = performance.now();
for (let round = 1; round <= rounds; round++) {
  const progress = (done: { kills: number; callbacks: number }) => {
    if (done.kills % TOLD_EVERY !== 0) return;
    say(
      `round ${round}/${rounds}: ${done.kills} of ${kills} kills, ${done.callbacks} of ${callbacks} callbacks`,
    );
  };
  const { history, starts } = await playRound({
    bundle,
    seed: seed + round,
    kills,
    callbacks,
    windows,
    progress,
  });
  const tally = tallyOf(history, starts.slice(1));
  tallies.push(tally);
  const found = check(history);
  violations += found.length;
  say(
    `round ${round}/${rounds}: ${tally.runs} runs ended, ${found.length} violations (seed ${history.seed})`,
  );
  if (found.length === 0) continue;
  const file = join(mkdtempSync(join(tmpdir(), "holdpoint-history-")), "history.json");
  writeFileSync(file, JSON.stringify(history, null, 1));
  for (const violation of found.slice(0, SHOWN)) console.log(tell(violation, history));
  console.log(`${found.length} violations. The whole history: ${file}`);
}

const sum = sumOf(tallies);
console.log(summaryOf(sum));
console.log(`${sum.kills} kills, ${sum.callbacks} callbacks, ${violations} violations.`);
process.exit(violations === 0 ? 0 : 1);

function say(what: string): void {
  console.log(`${Math.round((performance.now() - began) / 1_000)} s  ${what}`);
}
