import { Json } from "../../ui/index.ts";
import type { Run } from "../shared/types.ts";

/** What a run came to: its result, or why it failed or was ended. */
export function Outcome({ run, nameOf }: { run: Run; nameOf: (block: string) => string }) {
  const { status, result, error, timeline } = run;
  if (status === "completed") {
    return (
      <section className="hp-card hp-stack" aria-label="Result">
        <h2>Result</h2>
        <Json value={result ?? null} />
      </section>
    );
  }
  if (status === "failed" && error) {
    return (
      <section className="hp-problem" aria-label="Failure">
        <h2>{`Failed at ${nameOf(error.source)}`}</h2>
        <p>{error.message}</p>
        <p className="hp-muted">
          {`Code ${error.code}. Once its cause is mended, Retry takes the run up at this block.`}
        </p>
      </section>
    );
  }
  const reason = status === "terminated" ? timeline.at(-1)?.["reason"] : undefined;
  return typeof reason === "string" ? <p className="hp-problem">{reason}</p> : null;
}
