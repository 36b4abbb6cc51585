import type { Results } from "./rounds.ts";
import { median } from "./stats.ts";

const BARS: readonly [name: string, label: string][] = [
  ["F1", "floor: a Worker and one object"],
  ["named", "callback by run id"],
  ["condition", "callback by run id, with a condition"],
  ["token", "callback with a user token"],
  ["F2", "floor: a Worker and two objects"],
  ["keyed", "callback that finds its run by a key"],
  ["any", "callback to any of 2,000 runs"],
  ["workflows callback", "Cloudflare Workflows: sendEvent"],
];

const [WIDTH, LEFT, RIGHT, STEP, TOP] = [720, 270, 60, 34, 44];

/** Callbacks a second, 32 at once, as an SVG that reads on light and dark pages. */
export function chartOf(results: Results): string {
  const bars = BARS.map(([name, label]) => ({
    name,
    label,
    value: median(results.get(name)?.throughput ?? []),
  }));
  const most = Math.max(...bars.map(({ value }) => value || 0));
  const height = TOP + bars.length * STEP + 12;
  const drawn = bars.map(({ name, label, value }, index) => {
    const y = TOP + index * STEP;
    const width = Math.max(1, ((WIDTH - LEFT - RIGHT) * (value || 0)) / most);
    const kind = /^F\d$/.test(name) ? "floor" : name.startsWith("workflows") ? "peer" : "ours";
    return `  <text x="${LEFT - 10}" y="${y + 16}" text-anchor="end">${label}</text>
  <rect class="${kind}" x="${LEFT}" y="${y + 2}" width="${width.toFixed(0)}" height="20" rx="3"/>
  <text x="${(LEFT + width + 8).toFixed(0)}" y="${y + 16}">${Math.round(value)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Callbacks a second, 32 at once">
  <style>
    text { font: 13px system-ui, sans-serif; fill: #57606a }
    .title { font-weight: 600 }
    .ours { fill: #1f883d } .floor { fill: #8c959f } .peer { fill: #bc4c00 }
    @media (prefers-color-scheme: dark) { text { fill: #9198a1 } .ours { fill: #3fb950 } .peer { fill: #db6d28 } }
  </style>
  <text class="title" x="12" y="22">Callbacks a second, 32 at once, work after the answers included</text>
${drawn.join("\n")}
</svg>
`;
}
