import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, call } from "../../api/client.ts";
import { ProblemBox, Table, Time } from "../../ui/index.ts";
import { FlowName } from "../shared/flow-name.tsx";
import { linkTo } from "../shared/links.ts";
import type { RunRow } from "../shared/types.ts";

const SHOWN = 5;

/** The runs that failed last, of a flow where one is named. */
export function Failures({ flowId }: { flowId: string }) {
  const filter = { status: "failed", ...(flowId !== "" && { flowId }) } as const;
  const { data, error, refetch } = useQuery({
    queryKey: ["runs", "failed last", flowId],
    queryFn: ({ signal }) =>
      call(api.GET("/api/manage/runs", { params: { query: { ...filter, limit: SHOWN } }, signal })),
  });
  return (
    <section className="hp-stack" aria-label="Failures">
      <h2>Failed last</h2>
      <ProblemBox failure={error} retry={() => void refetch()} />
      {data?.items.length === 0 && <p className="hp-muted">No run has failed.</p>}
      {data && data.items.length > 0 && (
        <>
          <Table
            caption="Runs that failed last"
            columns={COLUMNS}
            rows={data.items}
            rowKey={({ id }) => id}
            onRow={({ id }) => linkTo.run(id)}
          />
          <Link href={linkTo.runs({ status: "failed", ...(flowId !== "" && { flow: flowId }) })}>
            All failed runs
          </Link>
        </>
      )}
    </section>
  );
}

const COLUMNS = [
  {
    title: "Run",
    cell: ({ title, id }: RunRow) => title ?? <span className="hp-mono">{id.slice(0, 8)}</span>,
  },
  { title: "Flow", cell: ({ flowId }: RunRow) => <FlowName flowId={flowId} /> },
  {
    title: "Failed",
    cell: ({ endedAt, startedAt }: RunRow) => <Time at={endedAt ?? startedAt} />,
  },
];
