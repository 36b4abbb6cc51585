import { app } from "./app.ts";
import { consume } from "./runs/consumer.ts";

export { FlowRun } from "./runs/flow-run.ts";
export { WaitingList } from "./triggers/waiting-list.ts";

export default { fetch: app.fetch, queue: consume } satisfies ExportedHandler<Env>;
