import { Link } from "wouter";
import { api, call } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import {
  Empty,
  LinkButton,
  LoadMore,
  Page,
  ProblemBox,
  RefreshButton,
  Spinner,
  Table,
} from "../../ui/index.ts";
import { useVersion } from "../shared/flows.ts";
import { linkTo } from "../shared/links.ts";
import type { FlowRow, Trigger } from "../shared/types.ts";
import { WaitCount } from "./wait-count.tsx";

/** The triggers of all LIVE versions, and how many runs wait at each. */
export function AllTriggers() {
  const list = useList(["flows", ""], (cursor, signal) =>
    call(api.GET("/api/manage/flows", { params: { query: cursor === undefined ? {} : { cursor } }, signal })),
  );
  const live = list.rows.filter((flow) => flow.live !== null);
  return (
    <Page
      title="Waiting"
      lead="Triggers of the LIVE versions, and the runs that wait there for a callback."
      actions={<RefreshButton busy={list.isBusy} onRefresh={list.refresh} />}
    >
      <div className="hp-stack">
        <ProblemBox failure={list.failure} retry={list.refresh} />
        {list.isLoading && <Spinner label="Loading the triggers" />}
        {live.map((flow) => (
          <FlowTriggers key={flow.id} flow={flow} />
        ))}
        {!list.isLoading && !list.failure && !list.hasMore && live.length === 0 && <NothingLive />}
        <LoadMore list={list} />
      </div>
    </Page>
  );
}

function FlowTriggers({ flow }: { flow: FlowRow }) {
  const { data: version, error, refetch } = useVersion(flow.id, flow.live?.id);
  const columns = [
    { title: "Trigger", cell: ({ name }: Trigger) => name },
    {
      title: "Waiting",
      cell: ({ triggerId }: Trigger) => <WaitCount flowId={flow.id} triggerId={triggerId} />,
      width: "8rem",
    },
    {
      title: "Receipts",
      cell: ({ triggerId }: Trigger) => <Link href={linkTo.receipts(flow.id, triggerId)}>Receipts</Link>,
      width: "8rem",
    },
  ];
  return (
    <section className="hp-stack" aria-label={flow.name}>
      <h2>
        <Link href={linkTo.flow(flow.id)}>{flow.name}</Link>
      </h2>
      <ProblemBox failure={error} retry={() => void refetch()} />
      {version?.triggers.length === 0 && <p className="hp-muted">It waits for nobody: it has no trigger.</p>}
      {version && version.triggers.length > 0 && (
        <Table
          caption={`Triggers of ${flow.name}`}
          columns={columns}
          rows={version.triggers}
          rowKey={({ triggerId }) => triggerId}
          onRow={({ triggerId }) => linkTo.waits(flow.id, triggerId)}
        />
      )}
    </section>
  );
}

function NothingLive() {
  return (
    <Empty
      title="No flow is LIVE"
      next={
        <>
          <p>Launch a version of a flow: its triggers appear here.</p>
          <LinkButton href="/flows" kind="primary">
            Go to the flows
          </LinkButton>
        </>
      }
    />
  );
}
