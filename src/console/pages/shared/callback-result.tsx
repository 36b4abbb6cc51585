import { Link } from "wouter";
import { OutcomeBadge } from "../../ui/index.ts";
import { linkTo } from "./links.ts";
import type { Replayed } from "./types.ts";
import { Why } from "./why.tsx";

/** What became of a callback that the console sent. */
export function CallbackResult({ result, flowId }: { result: Replayed; flowId: string | undefined }) {
  const { outcome, receipt, executionIds } = result;
  const href = flowId === undefined ? `/receipts/${receipt}` : linkTo.receipt(receipt, flowId);
  return (
    <div className="hp-callback-result hp-row" role="status">
      <OutcomeBadge outcome={outcome} />
      <Why receipt={result} />
      {executionIds.slice(0, 3).map((id) => (
        <Link key={id} href={linkTo.run(id)}>{`Run ${id.slice(0, 8)}`}</Link>
      ))}
      {executionIds.length > 3 && <span>{`and ${executionIds.length - 3} more runs`}</span>}
      <Link href={href}>Its receipt</Link>
    </div>
  );
}
