import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { Button, Confirm, useToast } from "../../ui/index.ts";
import { SetPassword } from "./set-password.tsx";
import { type UserDetails, useUsersChanged } from "./user-details.ts";

type Asked = "disable" | "delete" | "sessions" | "password";

/** What can be done with a user, each asked for first. */
export function UserActions({ user, onGone }: { user: UserDetails; onGone: () => void }) {
  const [asked, setAsked] = useState<Asked>();
  const changed = useUsersChanged();
  const toast = useToast();
  const path = { params: { path: { id: user.objectId } } };
  const who = user.email ?? "This guest";
  const setStatus = async (userStatus: "ENABLED" | "DISABLED") => {
    await call(api.PUT("/api/manage/users/{id}", { ...path, body: { userStatus } }));
    toast(`${who} is ${userStatus === "ENABLED" ? "enabled" : "disabled"}`);
    await changed();
  };
  const isEnabled = user.userStatus === "ENABLED";
  const close = () => setAsked(undefined);
  return (
    <>
      <div className="hp-row">
        <Button disabled={user.sessions === 0} onClick={() => setAsked("sessions")}>
          End sessions
        </Button>
        {user.accountType !== "GUEST" && <Button onClick={() => setAsked("password")}>Set password</Button>}
        <Button onClick={() => setAsked("disable")}>{isEnabled ? "Disable" : "Enable"}</Button>
        <Button kind="danger" onClick={() => setAsked("delete")}>
          Delete
        </Button>
      </div>
      <Confirm
        title={`End ${user.sessions} sessions?`}
        message={`${who} is logged out everywhere and has to log in again. Callbacks with an old user-token fail their authentication.`}
        confirm="End the sessions"
        danger
        open={asked === "sessions"}
        onClose={close}
        onConfirm={async () => {
          await call(api.DELETE("/api/manage/users/{id}/sessions", path));
          toast(`The sessions of ${who} ended`);
          await changed();
        }}
      />
      <Confirm
        title={isEnabled ? "Disable this user?" : "Enable this user?"}
        message={
          isEnabled
            ? `${who} is logged out everywhere (${user.sessions} sessions) and can't log in until enabled again.`
            : `${who} can log in again.`
        }
        confirm={isEnabled ? "Disable" : "Enable"}
        danger={isEnabled}
        open={asked === "disable"}
        onClose={close}
        onConfirm={() => setStatus(isEnabled ? "DISABLED" : "ENABLED")}
      />
      <Confirm
        title="Delete this user?"
        message={`${who} is deleted with all roles and sessions, for good. What runs know of this user stays with them.`}
        confirm="Delete the user"
        danger
        open={asked === "delete"}
        onClose={close}
        onConfirm={async () => {
          await call(api.DELETE("/api/manage/users/{id}", path));
          toast(`${who} was deleted`);
          onGone();
          await changed();
        }}
      />
      <SetPassword user={user} open={asked === "password"} onClose={close} />
    </>
  );
}
