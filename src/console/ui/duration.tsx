import { spanText } from "./spans.ts";

/** A length of time in milliseconds, as people say it; to the millisecond on hover. */
export function Duration({ ms }: { ms: number }) {
  return <span title={`${ms.toLocaleString()} ms`}>{spanText(ms)}</span>;
}
