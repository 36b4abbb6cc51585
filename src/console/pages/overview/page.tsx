import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { api, call } from "../../api/client.ts";
import { Page, ProblemBox, RefreshButton, Spinner, spanText } from "../../ui/index.ts";
import { countText } from "../shared/count.tsx";
import { linkTo } from "../shared/links.ts";
import { Sections } from "../shared/sections.tsx";
import type { Overview } from "../shared/types.ts";
import { Callbacks } from "./callbacks.tsx";
import { Failures } from "./failures.tsx";
import { NextSteps } from "./next-steps.tsx";
import { RANGES, RangeChoice, readRange } from "./range.tsx";
import { countOf, type Totals, totalsOf } from "./series.ts";
import { type Tile, Tiles } from "./tiles.tsx";
import { Waited } from "./waited.tsx";
import "./overview.css";

/** How it goes: what came, what became of it, who waits and what failed. */
export default function OverviewPage() {
  const [query, setQuery] = useSearchParams();
  const range = readRange(query.get("range"));
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["overview", range],
    queryFn: ({ signal }) => call(api.GET("/api/manage/overview", { params: { query: { range } }, signal })),
    placeholderData: (before) => before,
  });
  const actions = (
    <>
      <RangeChoice range={range} onChange={(next) => setQuery({ range: next }, { replace: true })} />
      <RefreshButton busy={isFetching} onRefresh={() => void refetch()} />
    </>
  );
  return (
    <Page title="Overview" actions={actions}>
      <Sections>
        <ProblemBox failure={error} retry={() => void refetch()} />
        {data && <Sheet overview={data} range={range} />}
        {!data && !error && <Spinner label="Counting" />}
      </Sections>
    </Page>
  );
}

function Sheet({ overview, range }: { overview: Overview; range: keyof typeof RANGES }) {
  const totals = totalsOf(overview.buckets);
  const isQuiet = countOf(totals) === 0;
  const { interval, label } = RANGES[range];
  return (
    <>
      <Tiles tiles={tilesOf(overview, totals)} />
      {isQuiet && overview.waiting + overview.running === 0 && <NextSteps />}
      <Callbacks buckets={overview.buckets} interval={interval} label={label} />
      <Waited overview={overview} interval={interval} label={label} />
      <Failures />
    </>
  );
}

function tilesOf({ waiting, running, failed24h, waited }: Overview, totals: Totals): Tile[] {
  const wentOn = totals.activated + totals.started;
  return [
    { label: "Runs that wait", value: countText(waiting), href: linkTo.runs({ status: "waiting" }) },
    { label: "Runs at work", value: countText(running), href: linkTo.runs({ status: "running" }) },
    {
      label: "Activated",
      value: wentOn.toLocaleString(),
      note: `of ${countOf(totals).toLocaleString()} callbacks`,
    },
    { label: "Ignored", value: totals.ignored.toLocaleString(), note: "condition, or policy IGNORE" },
    { label: "Refused", value: totals.refused.toLocaleString(), note: "answered with an error" },
    {
      label: "Time waited",
      value: waited.count === 0 ? "–" : spanText(waited.p50),
      note: waited.count === 0 ? "no wait has ended" : `half of them; 95 % within ${spanText(waited.p95)}`,
    },
    {
      label: "Failed in 24 h",
      value: countText(failed24h),
      href: linkTo.runs({ status: "failed" }),
    },
  ];
}
