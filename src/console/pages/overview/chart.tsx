import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ChartData, Series } from "./series.ts";

const HEIGHT = 220;

interface ChartProps {
  data: ChartData;
  series: readonly Series[];
  kind: "bars" | "points" | "steps";
  /** How a value is written beside the axis. */
  format: (value: number) => string;
  /** The interval that the pointer is at, by its place in the data. */
  onPoint: (index: number | null) => void;
}

/** A chart over time. What it shows the table beside it tells too: for screen readers it isn't there. */
export default function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  // What is drawn once more for another theme is what is shown now.
  const now = useRef(props);
  now.current = props;
  useEffect(() => {
    const target = place.current;
    if (!target) return undefined;
    const draw = () => {
      chart.current?.destroy();
      chart.current = new uPlot(options(target, now), now.current.data, target);
    };
    draw();
    const resized = new ResizeObserver(() =>
      chart.current?.setSize({ width: target.clientWidth, height: HEIGHT }),
    );
    resized.observe(target);
    const unwatch = onThemeChange(draw);
    return () => {
      unwatch();
      resized.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, []);
  const { data } = props;
  useEffect(() => chart.current?.setData(data), [data]);
  return <div ref={place} className="hp-chart" aria-hidden="true" />;
}

function options(target: HTMLElement, now: { readonly current: ChartProps }): uPlot.Options {
  const { series, kind } = now.current;
  const colour = (name: string) => resolved(target, name);
  const { fontSize, fontFamily } = getComputedStyle(target);
  const axis: uPlot.Axis = {
    stroke: colour("--hp-muted"),
    font: `${fontSize} ${fontFamily}`,
    grid: { stroke: colour("--hp-border"), width: 1 },
    ticks: { show: false },
  };
  const bars = uPlot.paths.bars?.({ size: [0.8, 40], align: 1 });
  const steps = uPlot.paths.stepped?.({ align: 1 });
  const looks = (own: string): uPlot.Series => {
    switch (kind) {
      case "bars":
        return { fill: own, width: 0, points: { show: false }, ...(bars && { paths: bars }) };
      case "steps":
        return { stroke: own, width: 2, points: { show: false }, ...(steps && { paths: steps }) };
      case "points":
        return { stroke: own, width: 2, points: { show: true, size: 6, fill: own } };
      default:
        return kind satisfies never;
    }
  };
  const drawn = ({ name, colour: own }: Series): uPlot.Series => ({ label: name, ...looks(colour(own)) });
  return {
    width: target.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    hooks: { setCursor: [({ cursor }) => now.current.onPoint(cursor.idx ?? null)] },
    scales: {
      ...(kind === "bars" && { x: { range: (_, min, max) => [min, max + intervalOf(now.current.data)] } }),
      y: { range: (_, __, max) => [0, Math.max(max ?? 0, 4)] },
    },
    axes: [
      { ...axis, size: 28, values: timeLabels },
      {
        ...axis,
        size: 60,
        values: (_, values) => values.map((value) => now.current.format(value)),
        ...wholes(kind),
      },
    ],
    series: [{}, ...series.map(drawn)],
  };
}

/** A bar stands behind the moment that its interval begins at: the newest one too needs its place. */
function intervalOf([seconds]: ChartData): number {
  const [first = 0, second = first] = seconds;
  return second - first;
}

/** There is no half a callback, and no half a run. */
function wholes(kind: ChartProps["kind"]): Pick<uPlot.Axis, "incrs"> {
  return kind !== "points"
    ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6, 1e7] }
    : {};
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** The day where it begins, else the time; in the reader's own way to write them. */
function timeLabels(_: uPlot, seconds: number[]): string[] {
  return seconds.map((second) => {
    const date = new Date(second * 1_000);
    return date.getHours() === 0 && date.getMinutes() === 0 ? DAY.format(date) : TIME.format(date);
  });
}

/** What a colour of tokens.css is in the theme that is in use: the canvas knows neither var() nor light-dark(). */
function resolved(target: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  target.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Answers how to watch no longer. */
function onThemeChange(changed: () => void): () => void {
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const preferred = window.matchMedia("(prefers-color-scheme: dark)");
  preferred.addEventListener("change", changed);
  return () => {
    chosen.disconnect();
    preferred.removeEventListener("change", changed);
  };
}
