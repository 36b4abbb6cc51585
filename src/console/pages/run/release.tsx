import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { JsonObject } from "../../../json.ts";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, ProblemBox, useToast } from "../../ui/index.ts";
import { DataForm } from "../shared/data-form.tsx";
import { useTriggerData } from "../shared/trigger-data.ts";
import type { Run, RunWait } from "../shared/types.ts";

interface ReleaseDialogProps {
  run: Run;
  wait: RunWait;
  open: boolean;
  onClose: () => void;
}

/** Lets a wait go on by hand, with data in place of a callback's. */
export function ReleaseDialog({ run, wait, open, onClose }: ReleaseDialogProps) {
  return (
    <Dialog title={`Release ${wait.name} by hand`} open={open} onClose={onClose}>
      <ReleaseForm run={run} wait={wait} onClose={onClose} />
    </Dialog>
  );
}

function ReleaseForm({ run, wait, onClose }: Omit<ReleaseDialogProps, "open">) {
  const form = useTriggerData(run.flowId, run.versionId, wait.block);
  const [isTried, setTried] = useState(false);
  const client = useQueryClient();
  const toast = useToast();
  const release = useMutation({
    mutationFn: (data: JsonObject) =>
      call(
        api.POST("/api/manage/runs/{id}/waits/{occurrence}/release", {
          params: { path: { id: run.id, occurrence: wait.occurrence } },
          body: { data },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toast(`${wait.name} was released`);
      await client.invalidateQueries({ queryKey: ["run", run.id] });
    },
  });
  const { drafted } = form;
  const send = () => {
    setTried(true);
    if (drafted.ok) release.mutate(drafted.data);
  };
  return (
    <>
      <p>
        The run goes on at once, as if a callback had come with this data. Neither a user nor the condition is
        asked for.
      </p>
      <DataForm {...form} problems={isTried && !drafted.ok ? drafted.problems : {}} />
      <ProblemBox failure={release.error} />
      <div className="hp-row">
        <Button kind="primary" busy={release.isPending} onClick={send}>
          Release
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </>
  );
}
