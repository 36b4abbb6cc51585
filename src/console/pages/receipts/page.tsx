import { Link, useParams, useSearchParams } from "wouter";
import { api, call } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import {
  Button,
  Empty,
  Field,
  LinkButton,
  OutcomeBadge,
  Page,
  RefreshButton,
  Select,
  Time,
} from "../../ui/index.ts";
import { useFlowOfTrigger } from "../shared/flow-of-trigger.ts";
import { linkTo } from "../shared/links.ts";
import { ListView } from "../shared/list-view.tsx";
import { isOutcome, OUTCOMES } from "../shared/outcomes.ts";
import type { Receipt } from "../shared/types.ts";
import { UserName } from "../shared/user-name.tsx";
import { Why } from "../shared/why.tsx";
import "./receipts.css";

/** What became of the callbacks to one trigger. */
export default function ReceiptsPage() {
  const { flowId = "", triggerId = "" } = useParams();
  const [query, setQuery] = useSearchParams();
  const chosen = query.get("outcome");
  const outcome = isOutcome(chosen) ? chosen : undefined;
  const { flow, trigger } = useFlowOfTrigger(flowId, triggerId);
  const list = useList(["receipts", flowId, triggerId, outcome ?? ""], (cursor, signal) =>
    call(
      api.GET("/api/manage/flows/{flowId}/triggers/{triggerId}/receipts", {
        params: {
          path: { flowId, triggerId },
          query: { ...(outcome && { outcome }), ...(cursor !== undefined && { cursor }) },
        },
        signal,
      }),
    ),
  );
  const choose = (text: string) => setQuery(text === "" ? {} : { outcome: text }, { replace: true });
  const actions = (
    <>
      <LinkButton href={linkTo.waits(flowId, triggerId)}>Who waits</LinkButton>
      <RefreshButton busy={list.isBusy} onRefresh={list.refresh} />
    </>
  );
  return (
    <Page
      title={`Receipts of ${trigger?.name ?? "a trigger"}`}
      lead={
        <>
          {"What became of each callback to this trigger of "}
          <Link href={linkTo.flow(flowId)}>{flow?.name ?? "its flow"}</Link>. Receipts are kept for 7 days.
        </>
      }
      actions={actions}
    >
      <div className="hp-stack">
        <div className="hp-outcome-filter">
          <Field label="Outcome">
            <Select value={outcome ?? ""} onChange={({ target }) => choose(target.value)}>
              <option value="">Any</option>
              {OUTCOMES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          </Field>
        </div>
        <ListView
          list={list}
          of="receipts"
          columns={columnsOf(flowId)}
          rowKey={({ id }) => id}
          onRow={({ id }) => linkTo.receipt(id, flowId)}
          empty={
            outcome ? (
              <NoneSuch onClear={() => choose("")} />
            ) : (
              <NoReceipts waits={linkTo.waits(flowId, triggerId)} />
            )
          }
        />
      </div>
    </Page>
  );
}

function columnsOf(flowId: string) {
  return [
    { title: "When", cell: ({ at }: Receipt) => <Time at={at} />, width: "8rem" },
    { title: "Outcome", cell: ({ outcome }: Receipt) => <OutcomeBadge outcome={outcome} />, width: "7rem" },
    { title: "Why", cell: (receipt: Receipt) => <Why receipt={receipt} /> },
    {
      title: "User",
      width: "13rem",
      cell: ({ user }: Receipt) =>
        user === null ? <span className="hp-muted">none</span> : <UserName id={user} />,
    },
    {
      title: "Sender",
      cell: ({ sender }: Receipt) => (
        <>
          {sender.address ?? "unknown"}
          {sender.agent !== null && <div className="hp-muted">{sender.agent}</div>}
        </>
      ),
    },
    {
      title: "Runs",
      width: "7rem",
      cell: ({ executionIds }: Receipt) => <RunLinks ids={executionIds} key={flowId} />,
    },
  ];
}

const SHOWN_RUNS = 2;

function RunLinks({ ids }: { ids: readonly string[] }) {
  const more = ids.length - SHOWN_RUNS;
  return (
    <>
      {ids.slice(0, SHOWN_RUNS).map((id) => (
        <div key={id}>
          <Link href={linkTo.run(id)} className="hp-mono">
            {id.slice(0, 8)}
          </Link>
        </div>
      ))}
      {more > 0 && <div className="hp-muted">{`and ${more} more`}</div>}
    </>
  );
}

function NoneSuch({ onClear }: { onClear: () => void }) {
  return (
    <Empty title="No callback came to that" next={<Button onClick={onClear}>Show all receipts</Button>} />
  );
}

function NoReceipts({ waits }: { waits: string }) {
  return (
    <Empty
      title="Nobody has called this trigger yet"
      next={
        <LinkButton href={waits} kind="primary">
          Send a test callback
        </LinkButton>
      }
    />
  );
}
