import { Suspense, useMemo, useState } from "react";
import { Spinner, spanText, Table } from "../../ui/index.ts";
import type { Overview } from "../shared/types.ts";
import { Chart } from "./lazy-chart.tsx";
import { type Bucket, WAITED, waitedData } from "./series.ts";

interface WaitedProps {
  overview: Overview;
  interval: string;
  label: Intl.DateTimeFormat;
}

/** How long runs had waited when a callback let them go on. */
export function Waited({ overview, interval, label }: WaitedProps) {
  const { buckets, waited } = overview;
  const [pointed, setPointed] = useState<number | null>(null);
  const data = useMemo(() => waitedData(buckets), [buckets]);
  if (waited.count === 0) return null;
  const bucket = pointed === null ? undefined : buckets[pointed];
  const { count, p50, p95 } = bucket?.waited ?? waited;
  return (
    <figure className="hp-card hp-stack" aria-label="Time waited">
      <figcaption className="hp-chart-head">
        <h2>Time waited</h2>
        <span className="hp-muted">{bucket ? label.format(bucket.at) : "In all"}</span>
      </figcaption>
      <ul className="hp-legend">
        {WAITED.toReversed().map(({ name, colour }, index) => (
          <li key={name}>
            <span className="hp-legend-mark" style={{ background: `var(${colour})` }} aria-hidden="true" />
            {name} <strong>{count === 0 ? "–" : spanText(index === 0 ? p50 : p95)}</strong>
          </li>
        ))}
        <li>
          waits <strong>{count.toLocaleString()}</strong>
        </li>
      </ul>
      <Suspense fallback={<Spinner label="Loading the chart" />}>
        <Chart data={data} series={WAITED} kind="points" format={spanText} onPoint={setPointed} />
      </Suspense>
      <details>
        <summary>Show as a table</summary>
        <Table
          caption={`Time waited per ${interval}`}
          columns={columnsOf(interval, label)}
          rows={buckets.filter((one) => one.waited.count > 0).toReversed()}
          rowKey={({ at }) => String(at)}
        />
      </details>
    </figure>
  );
}

function columnsOf(interval: string, label: Intl.DateTimeFormat) {
  return [
    { title: interval, cell: ({ at }: Bucket) => label.format(at) },
    { title: "waits", cell: ({ waited }: Bucket) => waited.count.toLocaleString() },
    { title: "half within", cell: ({ waited }: Bucket) => spanText(waited.p50) },
    { title: "95 % within", cell: ({ waited }: Bucket) => spanText(waited.p95) },
  ];
}
