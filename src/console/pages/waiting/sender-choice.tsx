import { Field, Select } from "../../ui/index.ts";
import type { User } from "../shared/types.ts";
import { UserPicker } from "../shared/user-picker.tsx";

/** `unchosen`: as a user, but nobody was chosen yet. */
export type Sender = User | "anonymous" | "unchosen";

interface SenderChoiceProps {
  user: Sender;
  onChange: (user: Sender) => void;
  /** Senders sign, or know a key: the operator answers for this one. */
  isVouched: boolean;
}

/** As whom a callback is sent. */
export function SenderChoice({ user, onChange, isVouched }: SenderChoiceProps) {
  return (
    <>
      <Field label="Sent as">
        <Select
          value={user === "anonymous" ? "anonymous" : "user"}
          onChange={({ target }) => onChange(target.value === "anonymous" ? "anonymous" : "unchosen")}
        >
          <option value="anonymous">
            {isVouched ? "The sender itself: you answer for it" : "Nobody: without a user-token"}
          </option>
          <option value="user">A user</option>
        </Select>
      </Field>
      {user !== "anonymous" && (
        <UserPicker label="The user" user={typeof user === "object" ? user : undefined} onChange={onChange} />
      )}
    </>
  );
}
