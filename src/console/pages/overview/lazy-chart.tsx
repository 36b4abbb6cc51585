import { lazy } from "react";

function NoChart() {
  return <p className="hp-muted">This browser can't draw the chart. The table has its numbers.</p>;
}

/** The chart with its library, loaded when there is something to draw. Where that fails, the numbers stay. */
export const Chart = lazy(() => import("./chart.tsx").catch(() => ({ default: NoChart })));
