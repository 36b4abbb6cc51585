import { Suspense, useMemo, useState } from "react";
import { Spinner, Table } from "../../ui/index.ts";
import type { Overview } from "../shared/types.ts";
import { Chart } from "./lazy-chart.tsx";
import { type Bucket, WAITING, waitingData } from "./series.ts";

interface WaitingProps {
  overview: Overview;
  interval: string;
  label: Intl.DateTimeFormat;
}

/** How many runs waited, over time. */
export function Waiting({ overview: { buckets }, interval, label }: WaitingProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const data = useMemo(() => waitingData(buckets), [buckets]);
  const known = buckets.filter(({ waiting }) => waiting !== null);
  if (!known.some(({ waiting }) => waiting !== 0)) return null;
  const bucket = pointed === null ? undefined : buckets[pointed];
  return (
    <figure className="hp-card hp-stack" aria-label="Runs that waited">
      <figcaption className="hp-chart-head">
        <h2>Runs that waited</h2>
        <span className="hp-muted">{bucket ? label.format(bucket.at) : "Now"}</span>
      </figcaption>
      <ul className="hp-legend">
        {WAITING.map(({ name, colour }) => (
          <li key={name}>
            <span className="hp-legend-mark" style={{ background: `var(${colour})` }} aria-hidden="true" />
            {name} <strong>{textOf(bucket ?? known.at(-1))}</strong>
          </li>
        ))}
      </ul>
      <Suspense fallback={<Spinner label="Loading the chart" />}>
        <Chart data={data} series={WAITING} kind="steps" format={numberText} onPoint={setPointed} />
      </Suspense>
      <details>
        <summary>Show as a table</summary>
        <Table
          caption={`Runs that waited at the end of each ${interval}`}
          columns={[
            { title: interval, cell: ({ at }: Bucket) => label.format(at) },
            { title: "waiting", cell: textOf, align: "end" },
          ]}
          rows={known.toReversed()}
          rowKey={({ at }) => String(at)}
        />
      </details>
    </figure>
  );
}

function textOf(bucket: Pick<Bucket, "waiting"> | undefined): string {
  return bucket?.waiting?.toLocaleString() ?? "–";
}

function numberText(value: number): string {
  return value.toLocaleString();
}
