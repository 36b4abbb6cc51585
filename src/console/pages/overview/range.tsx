import { Button } from "../../ui/index.ts";

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };

/** What can be looked back at: how an interval is called, and what it is labelled by. */
export const RANGES = {
  hour: { name: "Hour", interval: "minute", label: new Intl.DateTimeFormat(undefined, CLOCK) },
  day: {
    name: "Day",
    interval: "quarter of an hour",
    label: new Intl.DateTimeFormat(undefined, { weekday: "short", ...CLOCK }),
  },
  month: {
    name: "Month",
    interval: "day",
    // Days are those of UTC.
    label: new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" }),
  },
} as const;

type Range = keyof typeof RANGES;

/** What intervals are called: a flow alone is counted by five minutes. */
export function intervalOf(range: Range, flowId: string): string {
  return range === "hour" && flowId !== "" ? "five minutes" : RANGES[range].interval;
}

const NAMES = ["hour", "day", "month"] as const satisfies readonly Range[];

export function readRange(text: string | null): Range {
  return NAMES.find((name) => name === text) ?? "hour";
}

export function RangeChoice({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  return (
    <div className="hp-row" role="group" aria-label="The last">
      {NAMES.map((name) => (
        <Button
          key={name}
          kind={name === range ? "primary" : "plain"}
          aria-pressed={name === range}
          onClick={() => onChange(name)}
        >
          {RANGES[name].name}
        </Button>
      ))}
    </div>
  );
}
