import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import {
  Button,
  Empty,
  Field,
  Page,
  RefreshButton,
  StatusBadge,
  Tabs,
  TextInput,
  Time,
} from "../../ui/index.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { ListView } from "../shared/list-view.tsx";
import type { User } from "../shared/types.ts";
import { NewUserDialog } from "./new-user.tsx";
import { RolesPanel } from "./roles.tsx";
import { UserDialog } from "./user-dialog.tsx";
import "./users.css";

/** Who can send callbacks as somebody, and what each may. */
export default function UsersPage() {
  const [tab, setTab] = useState("users");
  return (
    <Page title="Users" lead="Triggers can ask for a logged-in user, and for roles that the user must have.">
      <Tabs
        label="Users and roles"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "users", title: "Users", panel: <UsersPanel /> },
          { id: "roles", title: "Roles", panel: <RolesPanel /> },
        ]}
      />
    </Page>
  );
}

function UsersPanel() {
  const [text, setText] = useState("");
  const [isAdding, setAdding] = useState(false);
  const [shown, setShown] = useState<string>();
  const email = useSettled(text.trim());
  const list = useList(["users", email], (cursor, signal) =>
    call(
      api.GET("/api/manage/users", {
        params: { query: { ...(email !== "" && { email }), ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  );
  const add = (
    <Button kind="primary" onClick={() => setAdding(true)}>
      New user
    </Button>
  );
  return (
    <div className="hp-stack">
      <div className="hp-users-tools">
        <Field label="Email begins with">
          <TextInput type="search" value={text} onChange={({ target }) => setText(target.value)} />
        </Field>
        {add}
        <RefreshButton busy={list.isBusy} onRefresh={list.refresh} />
      </div>
      <ListView
        list={list}
        of="users"
        columns={columnsOf(setShown)}
        rowKey={({ objectId }) => objectId}
        empty={
          email === "" ? (
            <Empty title="There are no users yet" next={<p>Add one, or let them register themselves.</p>} />
          ) : (
            <Empty
              title="Nobody's email begins so"
              next={<Button onClick={() => setText("")}>Show all users</Button>}
            />
          )
        }
      />
      <NewUserDialog open={isAdding} onClose={() => setAdding(false)} />
      {shown !== undefined && <UserDialog key={shown} id={shown} onClose={() => setShown(undefined)} />}
    </div>
  );
}

function columnsOf(onShow: (id: string) => void) {
  return [
    {
      title: "User",
      width: "19rem",
      cell: (user: User) => (
        <Button kind="ghost" className="hp-user-button" onClick={() => onShow(user.objectId)}>
          {user.email ?? "Guest"}
        </Button>
      ),
    },
    { title: "Name", cell: (user: User) => fullName(user) },
    { title: "Status", cell: ({ userStatus }: User) => <StatusBadge status={userStatus} />, width: "6rem" },
    {
      title: "Roles",
      width: "10rem",
      cell: ({ roles }: User) => (roles.length === 0 ? none() : roles.join(", ")),
    },
    {
      title: "Last login",
      width: "8rem",
      cell: ({ lastLogin }: User) =>
        lastLogin === null ? <span className="hp-muted">never</span> : <Time at={lastLogin} />,
    },
    { title: "Created", cell: ({ created }: User) => <Time at={created} />, width: "8rem" },
  ];
}

function fullName({ name, firstName, lastName }: User) {
  return [firstName, lastName].filter(Boolean).join(" ") || (name ?? none());
}

function none() {
  return <span className="hp-muted">–</span>;
}
