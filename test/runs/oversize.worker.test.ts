import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { manage, publish, startRun, viewRun } from "../support/worker.ts";

it("a run that wrote more than one answer of an object can hold is shown, and isn't stuck", {
  timeout: 120_000,
}, async () => {
  // One character past Latin-1 doubles what a text takes in memory.
  const round = { type: "set", values: ["{{ initial.data.big }}", "€"], next: "more" };
  const more = { type: "condition", when: "true", yes: "round" };
  const run = await startRun(await publish({ round, more }), { big: "x".repeat(1_048_000) });
  const { timeline, context, ...view } = await viewRun(run);
  expect(view).toMatchObject({ status: "failed", error: { code: "journal_too_large", source: "run" } });
  expect(context["round"]).toHaveLength(2);
  expect(timeline.filter((item) => "omittedBytes" in item).length).toBeGreaterThan(32);
  await evictDurableObject(env.FLOW_RUN.getByName(run));
  expect(await manage("POST", `/runs/${run}/terminate`)).toMatchObject({ status: 410 });
  expect(await manage("POST", `/runs/${run}/retry`)).toMatchObject({ status: 204 });
  const again = await viewRun(run);
  expect(again).toMatchObject({ status: "failed", error: { code: "journal_too_large" } });
  expect(again.timeline.slice(-2)).toMatchObject([{ type: "retried" }, { type: "ended", status: "failed" }]);
});
