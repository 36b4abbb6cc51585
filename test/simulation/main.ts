import { parseArgs } from "node:util";
import { type Explored, explore } from "./explorers.ts";
import { MUTATIONS } from "./mutations.ts";
import { printed } from "./print.ts";
import { simulate } from "./simulate.ts";

const USAGE = `npm run simulate -- [--seeds N] [--from S]   go through N histories (10,000), from seed S (1)
npm run simulate -- --seed X                 show the history of one seed
npm run simulate -- --mutations              plant bugs, each of which has to be found`;

/** So many failed histories are enough to read. */
const MOST_FAILURES = 3;
/** A planted bug that shows in none of so many histories isn't found. */
const MOST_SEEDS_A_BUG = 10_000;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    mutations: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
process.exitCode = (await chosen()) ? 0 : 1;

async function chosen(): Promise<boolean> {
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  if (values.seed !== undefined) return showOne(numberOf(values.seed));
  if (values.mutations) return huntBugs();
  return goThrough(numberOf(values.from), numberOf(values.seeds));
}

async function showOne(seed: number): Promise<boolean> {
  const simulated = await simulate(seed, { notes: true });
  console.log(printed(simulated));
  if (simulated.problems.length === 0) console.log("All is well.");
  return simulated.problems.length === 0;
}

async function goThrough(from: number, seeds: number): Promise<boolean> {
  const began = performance.now();
  let told = began;
  const progress = (sofar: Explored) => {
    if (performance.now() - told < 10_000) return;
    told = performance.now();
    console.log(speed(sofar, began));
  };
  const explored = await explore({ from, to: from + seeds - 1, failures: MOST_FAILURES, progress });
  for (const { history } of explored.failed) console.log(`${history}\n`);
  console.log(speed(explored, began));
  console.log(
    Object.entries(explored.tally)
      .map(([name, count]) => `${count} ${name}`)
      .join(", "),
  );
  const { failed } = explored;
  console.log(
    failed.length === 0 ? "All is well." : `Broken: seeds ${failed.map(({ seed }) => seed).join(", ")}`,
  );
  return failed.length === 0;
}

async function huntBugs(): Promise<boolean> {
  let missed = 0;
  for (const { name } of MUTATIONS) {
    const { failed, tally } = await explore({ from: 1, to: MOST_SEEDS_A_BUG, failures: 1, mutation: name });
    const [first] = failed;
    if (!first) missed += 1;
    console.log(
      first
        ? `found   ${name}: seed ${first.seed}: ${first.problems[0]?.split("\n")[0]}`
        : `MISSED  ${name}: nothing broken in ${tally["histories"]} histories`,
    );
  }
  console.log(missed === 0 ? "Every planted bug was found." : `${missed} planted bugs were missed.`);
  return missed === 0;
}

function speed({ tally }: Explored, began: number): string {
  const seconds = (performance.now() - began) / 1_000;
  const { histories = 0 } = tally;
  return `${histories} histories in ${seconds.toFixed(1)} s (${Math.round(histories / seconds)}/s)`;
}

function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${text} is no number. ${USAGE}`);
  return Number(text);
}
