import { useMutation } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { Checkbox, Group, ProblemBox } from "../../ui/index.ts";
import { useRoles } from "./use-roles.ts";
import { type UserDetails, useUsersChanged } from "./user-details.ts";

/** The roles of a user. A box gives or takes its role at once. */
export function UserRoles({ user }: { user: UserDetails }) {
  const roles = useRoles();
  const changed = useUsersChanged();
  const change = useMutation({
    mutationFn: ({ role, given }: { role: string; given: boolean }) => {
      const path = { params: { path: { id: user.objectId, role } } };
      return call(
        given
          ? api.PUT("/api/manage/users/{id}/roles/{role}", path)
          : api.DELETE("/api/manage/users/{id}/roles/{role}", path),
      );
    },
    onSettled: changed,
  });
  const own = (roles.data?.items ?? []).filter(({ system }) => !system);
  return (
    <Group legend="Roles">
      <p className="hp-muted">In effect at once; elsewhere in the world within a minute.</p>
      {own.map(({ name }) => (
        <Checkbox
          key={name}
          label={name}
          checked={isGiven(user, name, change)}
          disabled={change.isPending}
          onChange={({ target }) => change.mutate({ role: name, given: target.checked })}
        />
      ))}
      {roles.isSuccess && own.length === 0 && <p>There are no roles yet: make one under Roles.</p>}
      <ProblemBox failure={roles.error ?? change.error} />
    </Group>
  );
}

/** As it will be, while a change is on its way. */
function isGiven(
  { roles }: UserDetails,
  name: string,
  { isPending, variables }: { isPending: boolean; variables: { role: string; given: boolean } | undefined },
): boolean {
  return isPending && variables?.role === name ? variables.given : roles.includes(name);
}
