import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, Field, ProblemBox, TextInput, useToast } from "../../ui/index.ts";
import { type UserDetails, useUsersChanged } from "./user-details.ts";

interface SetPasswordProps {
  user: UserDetails;
  open: boolean;
  onClose: () => void;
}

export function SetPassword({ user, open, onClose }: SetPasswordProps) {
  return (
    <Dialog title="Set a password" open={open} onClose={onClose}>
      <PasswordForm user={user} onClose={onClose} />
    </Dialog>
  );
}

function PasswordForm({ user, onClose }: Omit<SetPasswordProps, "open">) {
  const [password, setPassword] = useState("");
  const changed = useUsersChanged();
  const toast = useToast();
  const change = useMutation({
    mutationFn: () =>
      call(
        api.PUT("/api/manage/users/{id}", { params: { path: { id: user.objectId } }, body: { password } }),
      ),
    onSuccess: async () => {
      onClose();
      toast("The password was set");
      await changed();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!change.isPending) change.mutate();
  };
  return (
    <form className="hp-stack" onSubmit={send}>
      <Field label="New password" hint={`The user's sessions end (${user.sessions} now).`}>
        <TextInput
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      </Field>
      <ProblemBox failure={change.error} />
      <div className="hp-row">
        <Button kind="primary" type="submit" busy={change.isPending}>
          Set the password
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
