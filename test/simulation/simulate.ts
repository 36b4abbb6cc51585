import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { pickFlow } from "./catalogue.ts";
import { check } from "./checker.ts";
import { listReceipts, readReceipts } from "./operator.ts";
import { arrange, STORM_MS } from "./plan.ts";
import { type Note, Platform } from "./platform.ts";
import { Random } from "./random.ts";
import { type Tally, tallyOf } from "./tally.ts";
import { drawWeather, FAIR } from "./weather.ts";
import { World } from "./world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BEGINNING = Date.UTC(2026, 0, 31, 12);

export interface Simulated {
  seed: number;
  /** What is broken; empty when all is well. */
  problems: string[];
  notes: readonly Note[];
  tally: Tally;
}

/** One history: the same seed gives the same one. With `notes`, everything that happens is written down. */
export async function simulate(seed: number, { notes = false } = {}): Promise<Simulated> {
  const random = new Random(seed);
  seedRandomness(random);
  const platform = new Platform(random, drawWeather(random), BEGINNING, notes);
  const flows = Array.from({ length: random.pick([1, 1, 2]) }, () => pickFlow(random));
  const world = new World(platform, flows);
  try {
    const problems = await live(world);
    return { seed, problems, notes: platform.notes, tally: tallyOf(world) };
  } finally {
    world.close();
  }
}

async function live(world: World): Promise<string[]> {
  const { platform } = world;
  try {
    platform.note(() => ["flows", world.launches.flows.map(({ name }) => name).join(", ")]);
    arrange(world);
    await platform.scheduler.run(STORM_MS);
    platform.weather = FAIR;
    world.quietSince = platform.scheduler.elapsed;
    world.quietClock = platform.now();
    platform.note(() => ["weather", "is fair from now on"]);
    await pass(world, HOUR_MS);
    void readReceipts(world);
    await pass(world, MINUTE_MS);
    world.quietUntil = platform.scheduler.elapsed;
    await pass(world, 2 * DAY_MS);
    void listReceipts(world);
    await pass(world, MINUTE_MS);
    // Longer than everything that is kept.
    for (const days of [8, 31, 31]) await pass(world, days * DAY_MS);
    return check(world);
  } catch (thrown) {
    return [`the simulation stumbled: ${thrown instanceof Error ? thrown.stack : String(thrown)}`];
  }
}

/** Lets time pass. Mostly the clock jumps over what is longer than an hour: alarms then come once, late. */
async function pass(world: World, ms: number): Promise<void> {
  const { scheduler, random } = world.platform;
  const isLived = ms <= HOUR_MS || random.chance(0.1);
  if (!isLived) world.jumpClock(ms - HOUR_MS);
  await scheduler.run(scheduler.elapsed + (isLived ? ms : HOUR_MS));
}

/** Ids of receipts are random, and order what comes in the same millisecond. */
function seedRandomness(random: Random): void {
  crypto.randomBytes = (length: number) => Buffer.from(random.bytes(length));
  syncBuiltinESMExports();
  crypto.webcrypto.randomUUID = () => {
    const hex = Buffer.from(random.bytes(16)).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
