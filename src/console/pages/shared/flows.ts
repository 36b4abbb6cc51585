import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";

export function useFlow(flowId: string) {
  return useQuery({
    queryKey: ["flow", flowId],
    queryFn: ({ signal }) =>
      call(api.GET("/api/manage/flows/{flowId}", { params: { path: { flowId } }, signal })),
  });
}

/** A version with its document. `versionId`: undefined as long as it isn't known. */
export function useVersion(flowId: string, versionId: string | undefined) {
  return useQuery({
    queryKey: ["version", flowId, versionId ?? ""],
    enabled: versionId !== undefined,
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/manage/flows/{flowId}/versions/{versionId}", {
          params: { path: { flowId, versionId: versionId ?? "" } },
          signal,
        }),
      ),
  });
}

/** The newest flows, for choices and names. */
export function useSomeFlows() {
  return useQuery({
    queryKey: ["flows", "some"],
    queryFn: ({ signal }) =>
      call(api.GET("/api/manage/flows", { params: { query: { limit: 100 } }, signal })),
  });
}
