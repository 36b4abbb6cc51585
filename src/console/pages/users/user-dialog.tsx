import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { Dialog, ProblemBox, Spinner, StatusBadge, Time } from "../../ui/index.ts";
import { Facts, Id } from "../shared/facts.tsx";
import { UserActions } from "./user-actions.tsx";
import type { UserDetails } from "./user-details.ts";
import { UserRoles } from "./user-roles.tsx";

/** One user: what is known, roles, sessions, and what can be done. */
export function UserDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["user", id],
    queryFn: ({ signal }) => call(api.GET("/api/manage/users/{id}", { params: { path: { id } }, signal })),
  });
  return (
    <Dialog title={data?.email ?? (data ? "Guest" : "User")} open onClose={onClose}>
      <ProblemBox failure={error} retry={() => void refetch()} />
      {data && <UserSheet user={data} onGone={onClose} />}
      {!data && !error && <Spinner label="Loading the user" />}
    </Dialog>
  );
}

function UserSheet({ user, onGone }: { user: UserDetails; onGone: () => void }) {
  const {
    objectId,
    userStatus,
    accountType,
    created,
    lastLogin,
    sessions,
    firstName,
    lastName,
    phoneNumber,
  } = user;
  return (
    <>
      <Facts
        facts={[
          ["Status", <StatusBadge status={userStatus} />],
          ["Account", accountType === "GUEST" ? "Guest" : "Registered"],
          ["Name", [firstName, lastName].filter(Boolean).join(" ")],
          ["Phone", phoneNumber],
          ["Created", <Time at={created} />],
          ["Last login", lastLogin === null ? "Never" : <Time at={lastLogin} />],
          ["Sessions", sessions === 1 ? "1 session" : `${sessions} sessions`],
          ["objectId", <Id id={objectId} label="objectId" />],
        ]}
      />
      {accountType === "GUEST" ? (
        <p className="hp-muted">A guest has the role GuestUser and no other.</p>
      ) : (
        <UserRoles user={user} />
      )}
      <UserActions user={user} onGone={onGone} />
    </>
  );
}
