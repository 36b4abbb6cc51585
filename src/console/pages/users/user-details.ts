import { useQueryClient } from "@tanstack/react-query";
import type { Reply } from "../../api/reply.ts";

export type UserDetails = Reply<"/api/manage/users/{id}", "get">;

/** Reads users, and who they are called by, once more after a change. */
export function useUsersChanged(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["users"] }),
      client.invalidateQueries({ queryKey: ["user"] }),
    ]);
}
