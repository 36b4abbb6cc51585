import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";

/** All roles, first those that the system gives. */
export function useRoles() {
  return useQuery({
    queryKey: ["roles"],
    queryFn: ({ signal }) => call(api.GET("/api/manage/roles", { signal })),
  });
}
