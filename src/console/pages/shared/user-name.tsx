import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";

/** A user by her email, where there is one and she is still there. */
export function UserName({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ["user", id],
    queryFn: ({ signal }) => call(api.GET("/api/manage/users/{id}", { params: { path: { id } }, signal })),
    retry: false,
    staleTime: 60_000,
  });
  return <span title={id}>{data?.email ?? id}</span>;
}
