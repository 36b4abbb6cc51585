import { Link, useSearchParams } from "wouter";
import { api, call } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import {
  Button,
  Duration,
  Empty,
  LinkButton,
  Page,
  RefreshButton,
  StatusBadge,
  Time,
} from "../../ui/index.ts";
import { FlowName } from "../shared/flow-name.tsx";
import { linkTo } from "../shared/links.ts";
import { ListView } from "../shared/list-view.tsx";
import type { RunRow } from "../shared/types.ts";
import { apiFilter, isFiltered, NO_FILTER, type RunFilter, readFilter, writeFilter } from "./filter.ts";
import { FilterForm } from "./filter-form.tsx";

/** All runs, newest first, narrowed down by what stands in the address. */
export default function RunsPage() {
  const [query, setQuery] = useSearchParams();
  const filter = readFilter(query);
  const setFilter = (next: RunFilter) => setQuery(writeFilter(next), { replace: true });
  const asked = apiFilter(filter);
  const list = useList(["runs", asked], (cursor, signal) =>
    call(
      api.GET("/api/manage/runs", {
        params: { query: { ...asked, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  );
  const refresh = <RefreshButton busy={list.isBusy} onRefresh={list.refresh} />;
  return (
    <Page title="Runs" actions={refresh}>
      <div className="hp-stack">
        <FilterForm filter={filter} onChange={setFilter} />
        <ListView
          list={list}
          of="runs"
          columns={COLUMNS}
          rowKey={({ id }) => id}
          onRow={({ id }) => linkTo.run(id)}
          empty={isFiltered(filter) ? <NoneSuch onClear={() => setFilter(NO_FILTER)} /> : <NoRuns />}
        />
      </div>
    </Page>
  );
}

const COLUMNS = [
  {
    title: "Run",
    cell: ({ title, id }: RunRow) => title ?? <span className="hp-mono">{id.slice(0, 8)}</span>,
  },
  { title: "Status", cell: ({ status }: RunRow) => <StatusBadge status={status} />, width: "8rem" },
  {
    title: "Flow",
    cell: ({ flowId }: RunRow) => (
      <Link href={linkTo.flow(flowId)}>
        <FlowName flowId={flowId} />
      </Link>
    ),
  },
  { title: "Started", cell: ({ startedAt }: RunRow) => <Time at={startedAt} />, width: "8.5rem" },
  {
    title: "Took",
    cell: ({ startedAt, endedAt }: RunRow) =>
      endedAt === null ? <span className="hp-muted">goes on</span> : <Duration ms={endedAt - startedAt} />,
    width: "6rem",
  },
];

function NoneSuch({ onClear }: { onClear: () => void }) {
  return <Empty title="No such runs" next={<Button onClick={onClear}>Show all runs</Button>} />;
}

function NoRuns() {
  return (
    <Empty
      title="There are no runs yet"
      next={
        <>
          <p>Open a flow and start one, or call its URL.</p>
          <LinkButton href="/flows" kind="primary">
            Go to the flows
          </LinkButton>
        </>
      }
    />
  );
}
