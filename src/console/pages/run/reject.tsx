import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, Field, ProblemBox, TextArea, useToast } from "../../ui/index.ts";
import type { Run, RunWait } from "../shared/types.ts";

interface RejectDialogProps {
  run: Run;
  wait: RunWait;
  open: boolean;
  onClose: () => void;
}

const MOST_CHARACTERS = 1_000;

/** Turns a wait down by hand, as a sender may do it. */
export function RejectDialog({ run, wait, open, onClose }: RejectDialogProps) {
  return (
    <Dialog title={`Reject ${wait.name} by hand`} open={open} onClose={onClose}>
      <RejectForm run={run} wait={wait} onClose={onClose} />
    </Dialog>
  );
}

function RejectForm({ run, wait, onClose }: Omit<RejectDialogProps, "open">) {
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const client = useQueryClient();
  const toast = useToast();
  const reject = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/manage/runs/{id}/waits/{occurrence}/reject", {
          params: { path: { id: run.id, occurrence: wait.occurrence } },
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toast(`${wait.name} was rejected`);
      await client.invalidateQueries({ queryKey: ["run", run.id] });
    },
  });
  const send = () => {
    setTried(true);
    if (reason.trim() !== "") reject.mutate();
  };
  return (
    <>
      <p>
        The run goes where this trigger leads when it is rejected. Where it says nothing of that, the run
        fails with the reason.
      </p>
      <Field
        label="Reason"
        hint="Later blocks can read it."
        error={isTried && reason.trim() === "" ? "Say why" : undefined}
      >
        <TextArea
          rows={3}
          maxLength={MOST_CHARACTERS}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </Field>
      <ProblemBox failure={reject.error} />
      <div className="hp-row">
        <Button kind="danger" busy={reject.isPending} onClick={send}>
          Reject
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </>
  );
}
