import { useFlow, useSomeFlows } from "./flows.ts";

/** The name of a flow by its id. */
export function FlowName({ flowId }: { flowId: string }) {
  const some = useSomeFlows();
  const known = some.data?.items.find(({ id }) => id === flowId)?.name;
  if (known !== undefined) return known;
  return some.isPending ? "…" : <AskedName flowId={flowId} />;
}

/** Of the many that the list of names has no room for, and of those that were deleted. */
function AskedName({ flowId }: { flowId: string }) {
  const { data, isPending } = useFlow(flowId);
  if (data) return data.name;
  return isPending ? "…" : <span className="hp-muted">Deleted flow</span>;
}
