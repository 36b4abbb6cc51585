import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { isUnit, UNITS, type Unit, writeAmount } from "../../panels/duration.ts";
import { Button, Dialog, Field, ProblemBox, Select, TextInput, useToast } from "../../ui/index.ts";
import type { Run, RunWait } from "../shared/types.ts";

interface ExtendDialogProps {
  run: Run;
  wait: RunWait;
  open: boolean;
  onClose: () => void;
}

/** Gives a wait another deadline by hand. */
export function ExtendDialog({ run, wait, open, onClose }: ExtendDialogProps) {
  return (
    <Dialog title={`Extend ${wait.name}`} open={open} onClose={onClose}>
      <ExtendForm run={run} wait={wait} onClose={onClose} />
    </Dialog>
  );
}

function ExtendForm({ run, wait, onClose }: Omit<ExtendDialogProps, "open">) {
  const [number, setNumber] = useState("24");
  const [unit, setUnit] = useState<Unit>("hours");
  const [isTried, setTried] = useState(false);
  const client = useQueryClient();
  const toast = useToast();
  const amount = amountOf(number);
  const extend = useMutation({
    mutationFn: (length: string) =>
      call(
        api.POST("/api/manage/runs/{id}/waits/{occurrence}/deadline", {
          params: { path: { id: run.id, occurrence: wait.occurrence } },
          body: { for: length },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toast(`${wait.name} has another deadline`);
      await client.invalidateQueries({ queryKey: ["run", run.id] });
    },
  });
  const send = () => {
    setTried(true);
    if (amount !== undefined) extend.mutate(writeAmount({ number: amount, unit }));
  };
  return (
    <>
      <p>The wait times out so long from now, whatever its trigger allows heartbeats.</p>
      <Field
        label="Time left"
        error={isTried && amount === undefined ? "A number greater than zero" : undefined}
      >
        <TextInput inputMode="decimal" value={number} onChange={({ target }) => setNumber(target.value)} />
      </Field>
      <Field label="Unit">
        <Select value={unit} onChange={({ target }) => isUnit(target.value) && setUnit(target.value)}>
          {UNITS.map((each) => (
            <option key={each.unit} value={each.unit}>
              {each.unit}
            </option>
          ))}
        </Select>
      </Field>
      <ProblemBox failure={extend.error} />
      <div className="hp-row">
        <Button kind="primary" busy={extend.isPending} onClick={send}>
          Extend
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </>
  );
}

function amountOf(text: string): number | undefined {
  const number = Number(text.trim().replace(",", "."));
  return Number.isFinite(number) && number > 0 ? number : undefined;
}
