import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, Field, ProblemBox, Spinner, TextInput, useToast } from "../../ui/index.ts";
import { countText } from "../shared/count.tsx";
import type { Flow } from "../shared/types.ts";

interface DeleteFlowProps {
  flow: Flow;
  open: boolean;
  onClose: () => void;
}

/** Deletes a flow once its name was typed: it can't be taken back. */
export function DeleteFlow({ flow, open, onClose }: DeleteFlowProps) {
  return (
    <Dialog title="Delete this flow?" open={open} onClose={onClose}>
      <DeleteForm flow={flow} onClose={onClose} />
    </Dialog>
  );
}

function DeleteForm({ flow, onClose }: Omit<DeleteFlowProps, "open">) {
  const [typed, setTyped] = useState("");
  const [, go] = useLocation();
  const client = useQueryClient();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: () =>
      call(api.DELETE("/api/manage/flows/{flowId}", { params: { path: { flowId: flow.id } } })),
    onSuccess: async () => {
      toast(`${flow.name} was deleted`);
      go("/flows");
      client.removeQueries({ queryKey: ["flow", flow.id] });
      await Promise.all([["flows"], ["runs"]].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
  const now = useQuery({
    queryKey: ["flow", flow.id, "now"],
    // What was true when the page was loaded isn't good enough here.
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) =>
      call(api.GET("/api/manage/flows/{flowId}", { params: { path: { flowId: flow.id } }, signal })),
  });
  const isConfirmed = typed.trim() === flow.name && now.data !== undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isConfirmed && !remove.isPending) remove.mutate();
  };
  return (
    <form className="hp-stack" onSubmit={send}>
      {now.isPending && <Spinner label="Counting the runs" />}
      {now.data && <p>{effectOf(now.data)}</p>}
      <ProblemBox failure={now.error} retry={() => void now.refetch()} />
      <Field label={`Type the flow's name to confirm: ${flow.name}`}>
        <TextInput value={typed} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
      </Field>
      <ProblemBox failure={remove.error} />
      <div className="hp-row">
        <Button kind="danger" type="submit" busy={remove.isPending} disabled={!isConfirmed}>
          Delete the flow
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

function effectOf({ versions }: Flow): string {
  const open = versions.reduce((sum, { waiting, running }) => sum + waiting + running, 0);
  const stopped =
    versions.length === 1 ? "Its version is stopped" : `All ${versions.length} versions are stopped`;
  const runs =
    open === 0
      ? "None of its runs is open."
      : open === 1
        ? "1 open run is terminated."
        : `${countText(open)} open runs are terminated.`;
  return `${stopped} and its URLs stop working. ${runs} This can't be undone.`;
}
