import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "wouter";
import { api, call } from "../../api/client.ts";
import { Json, LinkButton, Page, ProblemBox, Spinner } from "../../ui/index.ts";
import { linkTo } from "../shared/links.ts";
import type { Receipt } from "../shared/types.ts";
import { ReceiptFacts } from "./receipt-facts.tsx";
import { Replay } from "./replay.tsx";

/** All that is known of one callback, and the way to send it once more. */
export default function ReceiptPage() {
  const { id = "" } = useParams();
  const [query] = useSearchParams();
  const flowId = query.get("flow") ?? undefined;
  const { data, error, refetch } = useQuery({
    queryKey: ["receipt", id],
    queryFn: ({ signal }) => call(api.GET("/api/manage/receipts/{id}", { params: { path: { id } }, signal })),
  });
  if (data) return <ReceiptSheet receipt={data} flowId={flowId} />;
  return (
    <Page title="Receipt">
      {error ? (
        <ProblemBox failure={error} retry={() => void refetch()} />
      ) : (
        <Spinner label="Loading the receipt" />
      )}
    </Page>
  );
}

function ReceiptSheet({ receipt, flowId }: { receipt: Receipt; flowId: string | undefined }) {
  const back = flowId !== undefined && (
    <LinkButton href={linkTo.receipts(flowId, receipt.to.trigger)}>All receipts of the trigger</LinkButton>
  );
  return (
    <Page title="Receipt" lead="What became of one callback" actions={back}>
      <div className="hp-stack">
        <ReceiptFacts receipt={receipt} flowId={flowId} />
        <section className="hp-card hp-stack" aria-label="Body">
          <h2>Body</h2>
          {receipt.data === undefined ? (
            <NoBody receipt={receipt} />
          ) : (
            <Json value={receipt.data} label="Body" />
          )}
        </section>
        <Replay receipt={receipt} flowId={flowId} />
      </div>
    </Page>
  );
}

function NoBody({ receipt }: { receipt: Receipt }) {
  return (
    <p className="hp-muted">
      {receipt.executionIds.length > 0
        ? "The body of a callback that let a run go on is kept with that run: see its timeline."
        : receipt.asks === undefined
          ? "The body was not kept: only the newest that did nothing are."
          : "The body was not kept: only those of callbacks are."}
    </p>
  );
}
