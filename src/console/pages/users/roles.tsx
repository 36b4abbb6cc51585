import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, call } from "../../api/client.ts";
import {
  Badge,
  Button,
  Confirm,
  Field,
  ProblemBox,
  Spinner,
  Table,
  TextInput,
  useToast,
} from "../../ui/index.ts";
import type { Role } from "../shared/types.ts";
import { useRoles } from "./use-roles.ts";

/** The roles that triggers can require and users can have. */
export function RolesPanel() {
  const roles = useRoles();
  const [doomed, setDoomed] = useState<string>();
  const client = useQueryClient();
  const toast = useToast();
  return (
    <div className="hp-stack">
      <NewRole />
      <ProblemBox failure={roles.error} retry={() => void roles.refetch()} />
      {roles.isPending && <Spinner label="Loading the roles" />}
      {roles.data && (
        <Table
          caption="Roles"
          rows={roles.data.items}
          rowKey={({ name }) => name}
          columns={columnsOf(setDoomed)}
        />
      )}
      <Confirm
        title={`Delete the role ${doomed ?? ""}?`}
        message="It is taken from everybody who has it, at once. Triggers that require it let nobody in until it is there again."
        confirm="Delete the role"
        danger
        open={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        onConfirm={async () => {
          if (doomed === undefined) return;
          await call(api.DELETE("/api/manage/roles/{role}", { params: { path: { role: doomed } } }));
          toast(`The role ${doomed} was deleted`);
          await Promise.all(
            [["roles"], ["users"], ["user"]].map((queryKey) => client.invalidateQueries({ queryKey })),
          );
        }}
      />
    </div>
  );
}

function columnsOf(onDelete: (name: string) => void) {
  return [
    { title: "Role", cell: ({ name }: Role) => name },
    {
      title: "Given",
      cell: ({ name, system }: Role) => (system ? <SystemRole name={name} /> : "by the operator"),
    },
    {
      title: "Actions",
      cell: ({ name, system }: Role) =>
        system ? (
          <span className="hp-muted">–</span>
        ) : (
          <Button aria-label={`Delete the role ${name}`} onClick={() => onDelete(name)}>
            Delete
          </Button>
        ),
    },
  ];
}

function SystemRole({ name }: { name: string }) {
  return (
    <span>
      <Badge>by the system</Badge> {name === "GuestUser" ? "to guests" : "to everybody who is logged in"}
    </span>
  );
}

function NewRole() {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const toast = useToast();
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/manage/roles", { body: { name: name.trim() } })),
    onSuccess: async (role) => {
      setName("");
      toast(`The role ${role.name} was made. Give it to users in their own dialog.`);
      await client.invalidateQueries({ queryKey: ["roles"] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  return (
    <form className="hp-stack" onSubmit={send}>
      <div className="hp-users-tools">
        <Field label="New role">
          <TextInput value={name} required maxLength={64} onChange={({ target }) => setName(target.value)} />
        </Field>
        <Button kind="primary" type="submit" busy={create.isPending}>
          Make the role
        </Button>
      </div>
      <ProblemBox failure={create.error} />
    </form>
  );
}
