/** What the list of runs is narrowed down to, as it stands in the address: so that it can be kept and sent on. */
export interface RunFilter {
  flowId: string;
  status: string;
  title: string;
  /** As `<input type="datetime-local">` writes it, in the reader's time. */
  from: string;
  to: string;
}

export const NO_FILTER: RunFilter = { flowId: "", status: "", title: "", from: "", to: "" };

export const STATUSES = ["running", "waiting", "completed", "failed", "terminated"] as const;
type Status = (typeof STATUSES)[number];

export function readFilter(query: URLSearchParams): RunFilter {
  const field = (name: string) => query.get(name) ?? "";
  return {
    flowId: field("flow"),
    status: statusOf(field("status")) ?? "",
    title: field("title"),
    from: field("from"),
    to: field("to"),
  };
}

/** The query of an address that shows the same; what isn't narrowed down is left out. */
export function writeFilter({ flowId, status, title, from, to }: RunFilter): URLSearchParams {
  const named = Object.entries({ flow: flowId, status, title: title.trim(), from, to });
  return new URLSearchParams(named.filter(([, value]) => value !== ""));
}

export function isFiltered(filter: RunFilter): boolean {
  return writeFilter(filter).size > 0;
}

/** The same as the API asks for it: instants in epoch milliseconds, until the end of `to`'s minute. */
export function apiFilter(filter: RunFilter) {
  const { flowId, title } = filter;
  const status = statusOf(filter.status);
  const [from, to] = [instantOf(filter.from), instantOf(filter.to)];
  return {
    ...(flowId !== "" && { flowId }),
    ...(status && { status }),
    ...(title.trim() !== "" && { title: title.trim() }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to: to + 60_000 }),
  };
}

function statusOf(text: string): Status | undefined {
  return STATUSES.find((status) => status === text);
}

function instantOf(local: string): number | undefined {
  const at = Date.parse(local);
  return Number.isNaN(at) ? undefined : at;
}
