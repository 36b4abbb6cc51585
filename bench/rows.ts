import type { Growth, Pair } from "./growth.ts";
import type { Measured, Results } from "./rounds.ts";
import { median, ratios } from "./stats.ts";

/** A line of the table: a ratio of two things that were measured in the same run, and what it has to reach. */
export interface Row {
  measure: string;
  ratio: number;
  must: number;
  aim: number;
  /** `least`: the ratio is to be at least that; `most`: at most. */
  sense: "least" | "most";
  detail: string;
}

const NOTHING: Measured = { throughput: [], after: [], p50: [] };

export function rowsOf(results: Results, growth: Growth): Row[] {
  const of = (name: string) => results.get(name) ?? NOTHING;
  const throughput = (name: string) => of(name).throughput;
  const rate = (measure: string, ours: string, other: string, must: number, aim: number): Row => ({
    measure,
    ratio: median(ratios(throughput(ours), throughput(other))),
    must,
    aim,
    sense: "least",
    detail: `${median(throughput(ours)).toFixed(0)} of ${median(throughput(other)).toFixed(0)} a second`,
  });
  const latency = (measure: string, ours: string, other: string, must: number, aim: number): Row => ({
    measure,
    ratio: median(ratios(of(ours).p50, of(other).p50)),
    must,
    aim,
    sense: "most",
    detail: `${median(of(ours).p50).toFixed(2)} against ${median(of(other).p50).toFixed(2)} ms`,
  });
  return [
    rate("named callback → run ended, 32 at once, against F1", "named", "F1", 0.7, 0.85),
    latency("named callback, one at a time, p50 against F1", "named", "F1", 1.35, 1.15),
    rate("with a condition, 32 at once, against F1", "condition", "F1", 0.7, 0.85),
    rate("keyed callback, 32 at once, against F2", "keyed", "F2", 0.65, 0.85),
    rate("`any`, 32 at once on 2,000 waits, against F2", "any", "F2", 0.5, 0.7),
    rate("with a user token (cache hit), against named without", "token", "named", 0.65, 0.8),
    rate("with a signature, against named without", "signed", "named", 0.8, 0.9),
    rate("callback throughput against Cloudflare Workflows", "named", "workflows callback", 5, 7),
    latency(
      "callback → run completed, p50, against Cloudflare Workflows",
      "completed",
      "workflows completed",
      0.35,
      0.25,
    ),
    latency(
      "callback → last block asks outside, p50, against Cloudflare Workflows",
      "asked",
      "workflows asked",
      0.35,
      0.25,
    ),
    rate("start → paused against Cloudflare Workflows", "start", "workflows start", 2, 3),
    grown("keyed p50 at 100,000 waits against 100", growth.keyed, 1.15, 1.05),
    grown("named p50 at 10,000 runs against 100, cold", growth.cold, 1.5, 1.2),
    grown("named p50 at 10,000 runs against 100, warm", growth.warm, 1.15, 1.05),
  ];
}

function grown(measure: string, { few, many }: Pair, must: number, aim: number): Row {
  const detail = `${median(many).toFixed(2)} against ${median(few).toFixed(2)} ms`;
  return { measure, ratio: median(ratios(many, few)), must, aim, sense: "most", detail };
}

export function isReached({ ratio, must, sense }: Row): boolean {
  return sense === "least" ? ratio >= must : ratio <= must;
}
