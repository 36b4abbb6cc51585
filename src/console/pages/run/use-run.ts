import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, call } from "../../api/client.ts";
import { signedOut } from "../../api/signed-out.ts";
import type { RunStatus } from "../shared/types.ts";
import { coalesced, follow, type Liveness } from "./live.ts";

/** Whether something may still happen in a run of that status. */
export function isOpen(status: RunStatus): boolean {
  return status === "running" || status === "waiting";
}

/** A run as it is now, and as long as it is open also from now on. */
export function useRun(id: string) {
  const query = useQuery({
    queryKey: ["run", id],
    queryFn: ({ signal }) => call(api.GET("/api/manage/runs/{id}", { params: { path: { id } }, signal })),
  });
  const { data, refetch } = query;
  const [liveness, setLiveness] = useState<Liveness>("connecting");
  const follows = data !== undefined && isOpen(data.status);
  useEffect(() => {
    if (!follows) return undefined;
    // What is on its way already may be older than the message that it is to be followed by.
    const onChange = coalesced(() => refetch({ cancelRefetch: true }));
    const onLiveness = (now: Liveness) => {
      setLiveness(now);
      if (now === "signed-out") signedOut.tell();
    };
    return follow({ onChange, onLiveness, open: () => new WebSocket(liveUrl(id)) });
  }, [id, follows, refetch]);
  return { ...query, liveness: follows ? liveness : undefined };
}

function liveUrl(id: string): string {
  const { protocol, host } = window.location;
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/api/manage/runs/${encodeURIComponent(id)}/live`;
}
