import holdpoint, { WaitingList as BuiltList, FlowRun } from "../../src/index.ts";
import type { WaitEntry } from "../../src/triggers/ports.ts";

/**
 * An entry around the built Worker, for the benchmark of growth only: its list remembers the last wait that a run
 * opened and makes others of its kind in bulk, through the same method.
 */
export class WaitingList extends BuiltList {
  #sample: WaitEntry | undefined;

  override open(waits: readonly WaitEntry[]): Promise<void> {
    this.#sample = waits.at(-1);
    return super.open(waits);
  }

  async multiply(count: number): Promise<void> {
    const sample = this.#sample;
    if (!sample) throw new Error("no run waits here yet");
    await super.open(Array.from({ length: count }, () => copyOf(sample)));
  }
}

/** Another order's wait, under another key of the same form. */
function copyOf(sample: WaitEntry): WaitEntry {
  const runId = crypto.randomUUID().toUpperCase();
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url");
  const inputs = sample.inputs?.replace(/"orderId":"[^"]*"/, `"orderId":"${runId}"`) ?? null;
  return { ...sample, runId, key, inputs };
}

export { FlowRun };

export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/bench/multiply") return holdpoint.fetch(request, env, ctx);
    const list: unknown = env.WAITING_LIST.getByName(searchParams.get("list") ?? "");
    // The binding's type is the source's class; the class above is what is bound here.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    await (list as { multiply(count: number): Promise<void> }).multiply(Number(searchParams.get("count")));
    return new Response(null);
  },
  queue: holdpoint.queue,
} satisfies ExportedHandler<Env>;
