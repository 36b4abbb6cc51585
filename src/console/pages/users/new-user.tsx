import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, call } from "../../api/client.ts";
import { ApiFailure } from "../../api/failure.ts";
import { Button, Dialog, Field, MultiSelect, ProblemBox, TextInput, useToast } from "../../ui/index.ts";
import { useRoles } from "./use-roles.ts";

interface NewUserDialogProps {
  open: boolean;
  onClose: () => void;
}

export function NewUserDialog({ open, onClose }: NewUserDialogProps) {
  return (
    <Dialog title="New user" open={open} onClose={onClose}>
      <NewUserForm onClose={onClose} />
    </Dialog>
  );
}

const EMPTY = { email: "", password: "", firstName: "", lastName: "" };

function NewUserForm({ onClose }: { onClose: () => void }) {
  const [inputs, setInputs] = useState(EMPTY);
  const [roles, setRoles] = useState<string[]>([]);
  const known = useRoles();
  const client = useQueryClient();
  const toast = useToast();
  const add = useMutation({
    mutationFn: () =>
      call(api.POST("/api/manage/users", { body: { ...filled(inputs), email: inputs.email.trim(), roles } })),
    onSuccess: async ({ email }) => {
      onClose();
      toast(`${email ?? "The user"} was added`);
      await client.invalidateQueries({ queryKey: ["users"] });
    },
  });
  const field = (name: keyof typeof EMPTY) => ({
    value: inputs[name],
    onChange: ({ target }: { target: { value: string } }) => setInputs({ ...inputs, [name]: target.value }),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate();
  };
  const errorOf = (path: string) =>
    add.error instanceof ApiFailure
      ? add.error.errors.find((error) => error.path === path)?.message
      : undefined;
  return (
    <form className="hp-stack" onSubmit={send}>
      <Field label="Email" error={errorOf("email")}>
        <TextInput {...field("email")} required autoComplete="off" inputMode="email" />
      </Field>
      <Field
        label="Password"
        hint="Without one the user can't log in until somebody sets it."
        error={errorOf("password")}
      >
        <TextInput {...field("password")} type="password" autoComplete="new-password" />
      </Field>
      <Field label="First name" error={errorOf("firstName")}>
        <TextInput {...field("firstName")} autoComplete="off" />
      </Field>
      <Field label="Last name" error={errorOf("lastName")}>
        <TextInput {...field("lastName")} autoComplete="off" />
      </Field>
      <MultiSelect
        label="Roles"
        options={(known.data?.items ?? []).filter(({ system }) => !system).map(({ name }) => name)}
        value={roles}
        onChange={setRoles}
        empty="There are no roles yet: make one under Roles."
      />
      <ProblemBox failure={add.error} />
      <div className="hp-row">
        <Button kind="primary" type="submit" busy={add.isPending}>
          Add the user
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

/** What was left empty isn't set. */
function filled({ password, firstName, lastName }: typeof EMPTY) {
  return {
    ...(password !== "" && { password }),
    ...(firstName.trim() !== "" && { firstName: firstName.trim() }),
    ...(lastName.trim() !== "" && { lastName: lastName.trim() }),
  };
}
