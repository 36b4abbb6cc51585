import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { api, call } from "../../api/client.ts";
import { Page, ProblemBox, RefreshButton, Spinner, spanText } from "../../ui/index.ts";
import { countText } from "../shared/count.tsx";
import { FlowSelect } from "../shared/flow-select.tsx";
import { linkTo } from "../shared/links.ts";
import { Sections } from "../shared/sections.tsx";
import type { Overview } from "../shared/types.ts";
import { Callbacks } from "./callbacks.tsx";
import { Failures } from "./failures.tsx";
import { NextSteps } from "./next-steps.tsx";
import { intervalOf, RANGES, RangeChoice, readRange } from "./range.tsx";
import { countOf, type Totals, totalsOf } from "./series.ts";
import { type Tile, Tiles } from "./tiles.tsx";
import { Waited } from "./waited.tsx";
import { Waiting } from "./waiting.tsx";
import "./overview.css";

/** How it goes, in all flows or in one: what came, what became of it, who waits and what failed. */
export default function OverviewPage() {
  const [query, setQuery] = useSearchParams();
  const range = readRange(query.get("range"));
  const flowId = query.get("flow") ?? "";
  const show = (next: { range: string; flow: string }) =>
    setQuery({ range: next.range, ...(next.flow !== "" && { flow: next.flow }) }, { replace: true });
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["overview", range, flowId],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/manage/overview", {
          params: { query: { range, ...(flowId !== "" && { flowId }) } },
          signal,
        }),
      ),
    // What was counted of another flow isn't this one's, not even for a moment.
    placeholderData: (before, asked) => (asked?.queryKey[2] === flowId ? before : undefined),
  });
  const actions = (
    <>
      <div className="hp-overview-flow">
        <FlowSelect label="Flow" flowId={flowId} onChange={(flow) => show({ range, flow })} />
      </div>
      <RangeChoice range={range} onChange={(next) => show({ range: next, flow: flowId })} />
      <RefreshButton busy={isFetching} onRefresh={() => void refetch()} />
    </>
  );
  return (
    <Page title="Overview" actions={actions}>
      <Sections>
        <ProblemBox failure={error} retry={() => void refetch()} />
        {data && <Sheet overview={data} range={range} flowId={flowId} />}
        {!data && !error && <Spinner label="Counting" />}
      </Sections>
    </Page>
  );
}

interface SheetProps {
  overview: Overview;
  range: keyof typeof RANGES;
  /** Empty: all flows. */
  flowId: string;
}

function Sheet({ overview, range, flowId }: SheetProps) {
  const totals = totalsOf(overview.buckets);
  const isQuiet = countOf(totals) === 0;
  const { label } = RANGES[range];
  const interval = intervalOf(range, flowId);
  return (
    <>
      <Tiles tiles={tilesOf(overview, totals, flowId)} />
      {isQuiet && flowId === "" && overview.waiting + overview.running === 0 && <NextSteps />}
      <Callbacks buckets={overview.buckets} interval={interval} label={label} />
      <Waiting overview={overview} interval={interval} label={label} />
      <Waited overview={overview} interval={interval} label={label} />
      <Failures flowId={flowId} />
    </>
  );
}

function tilesOf({ waiting, running, failed24h, waited }: Overview, totals: Totals, flowId: string): Tile[] {
  const runs = (status: string) => linkTo.runs({ status, ...(flowId !== "" && { flow: flowId }) });
  const wentOn = totals.activated + totals.started;
  return [
    { label: "Runs that wait", value: countText(waiting), href: runs("waiting") },
    { label: "Runs at work", value: countText(running), href: runs("running") },
    {
      label: "Activated",
      value: wentOn.toLocaleString(),
      note: `of ${countOf(totals).toLocaleString()} callbacks`,
    },
    { label: "Ignored", value: totals.ignored.toLocaleString(), note: "condition, or policy IGNORE" },
    { label: "Refused", value: totals.refused.toLocaleString(), note: "not let in, too late, or overload" },
    {
      label: "Time waited",
      value: waited.count === 0 ? "–" : spanText(waited.p50),
      note: waited.count === 0 ? "no wait has ended" : `half of them; 95 % within ${spanText(waited.p95)}`,
    },
    {
      label: "Failed in 24 h",
      value: countText(failed24h),
      href: runs("failed"),
    },
  ];
}
