import { Suspense, useMemo, useState } from "react";
import { Spinner, Table } from "../../ui/index.ts";
import { Chart } from "./lazy-chart.tsx";
import { type Bucket, countOf, LAYERS, stackedData, type Totals, totalsOf } from "./series.ts";

/** The highest of the stack is drawn first. */
const DRAWN = LAYERS.toReversed();

interface CallbacksProps {
  buckets: readonly Bucket[];
  /** How long an interval is, in words: "minute". */
  interval: string;
  /** What intervals are called by: time, day or both. */
  label: Intl.DateTimeFormat;
}

/** What became of callbacks over time: a chart, its numbers beside it, and all of it as a table. */
export function Callbacks({ buckets, interval, label }: CallbacksProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const data = useMemo(() => stackedData(buckets), [buckets]);
  const bucket = pointed === null ? undefined : buckets[pointed];
  return (
    <figure className="hp-card hp-stack" aria-label={`Callbacks per ${interval}`}>
      <figcaption className="hp-chart-head">
        <h2>{`Callbacks per ${interval}`}</h2>
        <span className="hp-muted">{bucket ? label.format(bucket.at) : "In all"}</span>
      </figcaption>
      <Legend counts={bucket ?? totalsOf(buckets)} />
      <Suspense fallback={<Spinner label="Loading the chart" />}>
        <Chart data={data} series={DRAWN} kind="bars" format={countLabel} onPoint={setPointed} />
      </Suspense>
      <TurnedAway buckets={bucket ? [bucket] : buckets} />
      <AsTable buckets={buckets} interval={interval} label={label} />
    </figure>
  );
}

function countLabel(count: number): string {
  return count.toLocaleString();
}

function Legend({ counts }: { counts: Totals }) {
  return (
    <ul className="hp-legend">
      {LAYERS.map(({ name, colour }) => (
        <li key={name}>
          <span className="hp-legend-mark" style={{ background: `var(${colour})` }} aria-hidden="true" />
          {name} <strong>{counts[name].toLocaleString()}</strong>
        </li>
      ))}
    </ul>
  );
}

/** What is no callback of any flow stays out of the chart: strangers who try addresses would fill it. */
function TurnedAway({ buckets }: Pick<CallbacksProps, "buckets">) {
  const count = buckets.reduce((sum, { turnedAway }) => sum + turnedAway, 0);
  if (count === 0) return null;
  return (
    <p className="hp-muted">
      {`Besides, ${count.toLocaleString()} ${count === 1 ? "request was" : "requests were"} turned away before any ` +
        "trigger: no such address, too many at once, too large or of another type. They leave no receipt."}
    </p>
  );
}

function AsTable({ buckets, interval, label }: CallbacksProps) {
  const [isOpen, setOpen] = useState(false);
  const rows = isOpen ? buckets.filter((bucket) => countOf(bucket) > 0).toReversed() : [];
  const columns = [
    { title: interval, cell: ({ at }: Bucket) => label.format(at) },
    ...LAYERS.map(({ name }) => ({
      title: name,
      cell: (bucket: Bucket) => bucket[name].toLocaleString(),
      align: "end" as const,
    })),
  ];
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Show as a table</summary>
      {rows.length > 0 ? (
        <Table
          caption={`Callbacks per ${interval}`}
          columns={columns}
          rows={rows}
          rowKey={({ at }) => String(at)}
        />
      ) : (
        <p className="hp-muted">There were no callbacks.</p>
      )}
    </details>
  );
}
