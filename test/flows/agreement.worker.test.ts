import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../src/errors.ts";
import { directoryOf, FlowDirectory } from "../../src/flows/directory.ts";
import { FlowDocument } from "../../src/flows/document.ts";
import { Flows } from "../../src/flows/store.ts";
import { newGuid } from "../../src/ids.ts";

const flows = new Flows({ db: env.DB, cache: env.CACHE, now: Date.now });
const directory = directoryOf(env);

/** Reads D1 and shares nothing. */
const truth = new FlowDirectory({
  db: env.DB,
  cache: Object.assign(Object.create(env.CACHE), { get: async () => null, put: async () => undefined }),
});

const queue = { sendBatch: async () => ({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }) };

const documentOf = (blocks: readonly string[]) =>
  FlowDocument.parse({
    name: `Flow ${newGuid()}`,
    start: blocks[0],
    blocks: Object.fromEntries(blocks.map((id) => [id, { type: "external-callback" }])),
  });

/** What a version is by the rules, kept beside the store. */
type Status = "draft" | "live" | "paused" | "stopped";

const anyChange = fc.record({
  what: fc.constantFrom("add", "launch", "launch", "pause", "stop"),
  which: fc.nat(),
  blocks: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }),
});

test("KV, D1 and the rules agree after any changes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange, { maxLength: 12 }), async (changes) => {
      const { flow, version } = await flows.create(documentOf(["a"]));
      const model: { id: string; status: Status }[] = [{ id: version.id, status: "draft" }];

      for (const { what, which, blocks } of changes) {
        const chosen = model[which % model.length];
        if (!chosen) continue;
        const { id, status } = chosen;
        switch (what) {
          case "add":
            model.push({
              id: (await flows.addVersion(flow.id, documentOf(blocks))).version.id,
              status: "draft",
            });
            break;
          case "launch":
            expect(await codeOf(flows.launch(flow.id, id))).toBe(status === "stopped" ? 70409 : 0);
            if (status === "stopped") break;
            for (const each of model) if (each.status === "live") each.status = "paused";
            chosen.status = "live";
            break;
          case "pause":
            expect(await codeOf(flows.pause(flow.id, id))).toBe(/live|paused/.test(status) ? 0 : 70409);
            if (status === "live") chosen.status = "paused";
            break;
          case "stop":
            expect(await codeOf(flows.stop(flow.id, id, queue))).toBe(status === "draft" ? 70409 : 0);
            if (status !== "draft") chosen.status = "stopped";
            break;
          default:
            what satisfies never;
        }
        const { versions, liveVersionId } = await flows.details(flow.id);
        expect(versions.map((each) => each.status).toReversed()).toEqual(model.map((each) => each.status));
        expect(liveVersionId).toBe(model.find((each) => each.status === "live")?.id ?? null);
        expect(await directory.flow(flow.id)).toEqual(await truth.flow(flow.id));
        const known = await Promise.all(
          model.map(async (each) => (await directory.version(each.id)) !== undefined),
        );
        expect(known).toEqual(model.map((each) => each.status !== "draft"));
      }
    }),
    { numRuns: 15 },
  );
}, 30_000);

async function codeOf(change: Promise<unknown>): Promise<number> {
  try {
    await change;
    return 0;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.code;
    throw thrown;
  }
}
