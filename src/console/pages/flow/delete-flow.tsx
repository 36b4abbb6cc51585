import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, Field, ProblemBox, TextInput, useToast } from "../../ui/index.ts";
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
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === flow.name && !remove.isPending) remove.mutate();
  };
  return (
    <form className="hp-stack" onSubmit={send}>
      <p>{effectOf(flow)}</p>
      <Field label={`Type the flow's name to confirm: ${flow.name}`}>
        <TextInput value={typed} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
      </Field>
      <ProblemBox failure={remove.error} />
      <div className="hp-row">
        <Button kind="danger" type="submit" busy={remove.isPending} disabled={typed.trim() !== flow.name}>
          Delete the flow
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

function effectOf({ versions }: Flow): string {
  const open = versions.reduce((sum, { waiting, running }) => sum + waiting + running, 0);
  const runs = open === 0 ? "None of its runs is open." : `${countText(open)} open runs are terminated.`;
  return `All ${versions.length} versions are stopped and their URLs stop working. ${runs} This can't be undone.`;
}
