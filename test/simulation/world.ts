import { tablesIn } from "../../src/durable/tables.ts";
import { Signer } from "../../src/ids.ts";
import type { Entry } from "../../src/runs/facts.ts";
import { Journal } from "../../src/runs/journal.ts";
import { Opener } from "../../src/runs/opener.ts";
import { Relay } from "../../src/runs/relay.ts";
import { Run } from "../../src/runs/run.ts";
import { List } from "../../src/triggers/list.ts";
import type { SimFlow } from "./catalogue.ts";
import { History } from "./history.ts";
import { Host } from "./host.ts";
import { Launches } from "./launches.ts";
import { Life } from "./life.ts";
import { Outside } from "./outside.ts";
import { People } from "./people.ts";
import type { Platform } from "./platform.ts";
import { listPorts, runPorts } from "./ports.ts";
import { RunIndex } from "./run-index.ts";
import type { SimStorage } from "./storage.ts";
import type { Weather } from "./weather.ts";

/** A signer whose new ids come from the seed. */
class SeededSigner extends Signer {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    super("simulated-signing-key");
    this.#platform = platform;
  }

  override newRunId(random: Uint8Array = this.#platform.random.bytes(10)): string {
    return super.newRunId(random);
  }
}

/** Everything that exists in one history: objects, Workers, the outside, the run index. */
export class World {
  readonly platform: Platform;
  readonly signer: Signer;
  readonly launches: Launches;
  readonly people: People;
  readonly outside: Outside;
  readonly index: RunIndex;
  readonly history = new History();
  /** The weather before all is quiet. */
  readonly storm: Weather;
  readonly runs = new Map<string, Host<Run>>();
  readonly lists = new Map<string, Host<List>>();
  /** Journals of runs that were deleted in the end. */
  readonly buried = new Map<string, Entry[]>();
  /** How often an object or everything died. */
  deaths = 0;
  /** The Workers, which die with the process. */
  workers = new Life();
  /** From when until when, in milliseconds since the beginning, nothing went wrong and the clock didn't jump. */
  quietSince = Number.POSITIVE_INFINITY;
  quietUntil = Number.POSITIVE_INFINITY;
  /** What the clocks showed at its beginning. */
  quietClock = 0;
  /** Both of the process. */
  relay = new Relay();
  opener = new Opener();

  constructor(platform: Platform, flows: readonly SimFlow[]) {
    this.platform = platform;
    this.storm = platform.weather;
    this.signer = new SeededSigner(platform);
    this.launches = new Launches(platform, flows);
    this.people = new People(platform);
    this.outside = new Outside(platform);
    this.index = new RunIndex(platform);
    platform.scheduler.between = () => this.#storm();
  }

  run(runId: string): Host<Run> {
    const known = this.runs.get(runId);
    if (known) return known;
    const host = new Host<Run>(`run ${runId.slice(0, 4)}`, this.platform, {
      make: (life, own) => new Run(runPorts(this, life, own)),
      alarm: (run) => run.alarm(),
      wrote: (query, [seq]) => {
        if (query.startsWith("INSERT INTO journal"))
          this.history.rowWritten(runId, Number(seq), this.platform.scheduler.elapsed);
      },
      deleting: ({ storage }) => this.buried.set(runId, [...new Journal(storage.sql).entries()]),
    });
    this.runs.set(runId, host);
    return host;
  }

  list(triggerId: string): Host<List> {
    const known = this.lists.get(triggerId);
    if (known) return known;
    const host = new Host<List>(`list ${triggerId.slice(0, 4)}`, this.platform, {
      make: (life, own) => new List(listPorts(this, life, own)),
      alarm: (list) => list.alarm(),
    });
    this.lists.set(triggerId, host);
    return host;
  }

  get hosts(): Host<unknown>[] {
    return [...this.runs.values(), ...this.lists.values()];
  }

  /** The rows of a run, also of one whose retention is over. */
  entries(runId: string): Entry[] {
    const { sql } = this.run(runId).storage;
    return tablesIn(sql).has("journal") ? [...new Journal(sql).entries()] : (this.buried.get(runId) ?? []);
  }

  /** What the storage of a list has: how many live waits, and what else. */
  rowsOf({ sql }: SimStorage): { live: number; kept: string[] } {
    const names = [...tablesIn(sql)].filter((name) => name !== "migrations");
    const count = (from: string) => Number(sql.exec(`SELECT count(*) AS n FROM ${from}`).toArray()[0]?.["n"]);
    const others = names.filter((name) => name !== "waits").map((name) => [count(name), name] as const);
    if (!names.includes("waits")) return { live: 0, kept: [] };
    const over = [count("waits WHERE left_at IS NOT NULL"), "tombstones"] as const;
    const kept = [...others, over].filter(([rows]) => rows > 0);
    return {
      live: count("waits WHERE left_at IS NULL"),
      kept: kept.map(([rows, name]) => `${rows} ${name}`),
    };
  }

  /** The wall clock jumps, and alarms with it. */
  jumpClock(ms: number): void {
    this.platform.note(() => ["clock", `jumps by ${ms} ms`]);
    this.platform.scheduler.jumpClock(ms);
    for (const host of this.hosts) host.arm();
  }

  crashProcess(): void {
    this.platform.note(() => ["process", "dies"]);
    this.deaths += 1;
    for (const host of this.hosts) host.crash();
    this.workers.end();
    this.workers = new Life();
    this.relay = new Relay();
    this.opener = new Opener();
  }

  close(): void {
    for (const { storage } of this.hosts) storage.close();
  }

  /** Between two events. The object that was just at work is the likeliest one to die. */
  #storm(): void {
    const { random, weather, touched } = this.platform;
    if (weather.crash > 0 && random.chance(weather.crash)) {
      const victim = random.chance(0.5) ? touched : this.#anyHost();
      if (victim?.crash()) {
        this.deaths += 1;
        this.platform.note(() => [victim.name, "dies"]);
      }
    }
    if (weather.processCrash > 0 && random.chance(weather.processCrash)) this.crashProcess();
    if (weather.eviction > 0 && random.chance(weather.eviction)) {
      const host = this.#anyHost();
      if (host?.evict()) this.platform.note(() => [host.name, "leaves memory"]);
    }
  }

  #anyHost(): Host<unknown> | undefined {
    const { hosts } = this;
    return hosts.length === 0 ? undefined : this.platform.random.pick(hosts);
  }
}
