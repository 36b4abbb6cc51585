import { runInDurableObject } from "cloudflare:test";
import type { FlowRun } from "../../src/runs/flow-run.ts";
import type { WaitingList } from "../../src/triggers/waiting-list.ts";

/** What `call` brings, which has to wait for an object that is reset meanwhile, as one is that has used up its memory. */
export async function resetMeanwhile<Answer>(
  stub: DurableObjectStub<FlowRun | WaitingList>,
  call: () => Promise<Answer>,
): Promise<Answer> {
  const reset = runInDurableObject(stub, (_, state) =>
    state.blockConcurrencyWhile(async () => {
      await scheduler.wait(150);
      throw new Error("reset");
    }),
  ).catch(() => {});
  const answer = await call();
  await reset;
  return answer;
}
