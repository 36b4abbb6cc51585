import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { Badge } from "../../ui/index.ts";

/** How many runs wait at a trigger, as far as one page of the list tells. */
export function WaitCount({ flowId, triggerId }: { flowId: string; triggerId: string }) {
  const { data, isError } = useQuery({
    queryKey: ["waits", flowId, triggerId, "count"],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/manage/flows/{flowId}/triggers/{triggerId}/waits", {
          params: { path: { flowId, triggerId } },
          signal,
        }),
      ),
    select: ({ items, cursor }) => ({ count: items.length, isMore: cursor !== undefined }),
  });
  if (isError) return <span className="hp-muted">not known</span>;
  if (!data) return <span className="hp-muted">…</span>;
  if (data.count === 0) return <span className="hp-muted">0</span>;
  return <Badge tone="warn">{`${data.count}${data.isMore ? "+" : ""}`}</Badge>;
}
