import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, call } from "../../api/client.ts";
import { Field, Group, ProblemBox, TextInput } from "../../ui/index.ts";
import { useSettled } from "../../ui/use-settled.ts";
import type { User } from "./types.ts";
import "./user-picker.css";

/** So many are offered: who isn't among them is found by more letters. */
const MOST = 8;

interface UserPickerProps {
  label: string;
  user: User | undefined;
  onChange: (user: User) => void;
}

/** Chooses a user by the beginning of the email. */
export function UserPicker({ label, user, onChange }: UserPickerProps) {
  const [text, setText] = useState("");
  const email = useSettled(text.trim());
  const name = useId();
  const found = useQuery({
    queryKey: ["users", email, "few"],
    queryFn: ({ signal }) =>
      call(api.GET("/api/manage/users", { params: { query: email === "" ? {} : { email } }, signal })),
  });
  const users = found.data?.items ?? [];
  const shown = users.slice(0, MOST);
  return (
    <Group legend={label}>
      <Field label="Email begins with">
        <TextInput type="search" value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <ProblemBox failure={found.error} retry={() => void found.refetch()} />
      {shown.map((one) => (
        <label key={one.objectId} className="hp-user-option">
          <input
            type="radio"
            name={name}
            checked={one.objectId === user?.objectId}
            onChange={() => onChange(one)}
          />
          <span>{one.email ?? one.objectId}</span>
          <span className="hp-muted">{aboutUser(one)}</span>
        </label>
      ))}
      {users.length > MOST && <p className="hp-muted">There are more: write more of the email.</p>}
      {found.isSuccess && users.length === 0 && (
        <p className="hp-muted">{email === "" ? "There are no users yet." : "Nobody's email begins so."}</p>
      )}
    </Group>
  );
}

function aboutUser({ accountType, userStatus, roles }: User): string {
  const parts = [
    accountType === "GUEST" && "guest",
    userStatus === "DISABLED" && "disabled",
    roles.join(", "),
  ];
  return parts.filter(Boolean).join(" · ");
}
