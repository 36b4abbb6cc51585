import { useRef } from "react";
import { Link } from "wouter";
import { api, call } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import { Button, Empty, LinkButton, Page, RefreshButton, Time } from "../../ui/index.ts";
import { useFlowOfTrigger } from "../shared/flow-of-trigger.ts";
import { linkTo } from "../shared/links.ts";
import { ListView } from "../shared/list-view.tsx";
import type { WaitRow } from "../shared/types.ts";
import { TestCallback } from "./test-callback.tsx";
import "./waiting.css";

/** Who waits at one trigger, and a callback to try it. */
export function TriggerWaits({ flowId, triggerId }: { flowId: string; triggerId: string }) {
  const { flow, trigger, versionId } = useFlowOfTrigger(flowId, triggerId);
  const list = useList(["waits", flowId, triggerId], (cursor, signal) =>
    call(
      api.GET("/api/manage/flows/{flowId}/triggers/{triggerId}/waits", {
        params: { path: { flowId, triggerId }, query: cursor === undefined ? {} : { cursor } },
        signal,
      }),
    ),
  );
  const form = useRef<HTMLDivElement>(null);
  const actions = (
    <>
      <Button kind="primary" onClick={() => form.current?.focus()}>
        Send a test callback
      </Button>
      <LinkButton href={linkTo.receipts(flowId, triggerId)}>Receipts</LinkButton>
      <RefreshButton busy={list.isBusy} onRefresh={list.refresh} />
    </>
  );
  const lead = (
    <>
      {"A trigger of "}
      <Link href={linkTo.flow(flowId)}>{flow?.name ?? "its flow"}</Link>
    </>
  );
  return (
    <Page title={trigger ? `Waiting at ${trigger.name}` : "Waiting"} lead={lead} actions={actions}>
      <div className="hp-waiting-columns">
        <ListView
          list={list}
          of="waits"
          columns={COLUMNS}
          rowKey={({ executionId, occurrence }) => `${executionId} ${occurrence}`}
          onRow={({ executionId }) => linkTo.run(executionId)}
          empty={<NobodyWaits flowId={flowId} />}
        />
        {trigger && versionId !== undefined && (
          // The way down to it may be long.
          <div ref={form} tabIndex={-1} className="hp-waiting-test">
            <TestCallback flowId={flowId} versionId={versionId} trigger={trigger} waits={list.rows} />
          </div>
        )}
      </div>
    </Page>
  );
}

const COLUMNS = [
  { title: "Run", cell: ({ executionId }: WaitRow) => <span className="hp-mono">{executionId}</span> },
  {
    title: "Key",
    cell: ({ key }: WaitRow) => (key === null ? <span className="hp-muted">none</span> : <code>{key}</code>),
  },
  { title: "Waits since", cell: ({ since }: WaitRow) => <Time at={since} /> },
  {
    title: "Times out",
    cell: ({ timeoutAt }: WaitRow) =>
      timeoutAt === null ? <span className="hp-muted">never</span> : <Time at={timeoutAt} />,
  },
];

function NobodyWaits({ flowId }: { flowId: string }) {
  return (
    <Empty
      title="Nobody waits here"
      next={
        <>
          <p>Start a run: it waits here once it reaches this trigger.</p>
          <LinkButton href={linkTo.flow(flowId)} kind="primary">
            Go to the flow
          </LinkButton>
        </>
      }
    />
  );
}
