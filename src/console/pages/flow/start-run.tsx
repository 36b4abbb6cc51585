import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { JsonObject } from "../../../json.ts";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, ProblemBox } from "../../ui/index.ts";
import { DataForm } from "../shared/data-form.tsx";
import { Id } from "../shared/facts.tsx";
import { linkTo } from "../shared/links.ts";
import { useTriggerData } from "../shared/trigger-data.ts";

interface StartRunProps {
  flowId: string;
  /** The LIVE one. */
  versionId: string;
  open: boolean;
  onClose: () => void;
}

/** Starts a run with data written into the fields that the flow reads. */
export function StartRun({ flowId, versionId, open, onClose }: StartRunProps) {
  return (
    <Dialog title="Start a run" open={open} onClose={onClose}>
      <StartForm flowId={flowId} versionId={versionId} onClose={onClose} />
    </Dialog>
  );
}

function StartForm({ flowId, versionId, onClose }: Omit<StartRunProps, "open">) {
  const form = useTriggerData(flowId, versionId, "initial");
  const [isTried, setTried] = useState(false);
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: (data: JsonObject) =>
      call(api.POST("/api/manage/flows/{flowId}/runs", { params: { path: { flowId } }, body: { data } })),
    onSuccess: () =>
      Promise.all(
        [["runs"], ["flow", flowId], ["flows"]].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
  const { drafted } = form;
  const send = () => {
    setTried(true);
    if (drafted.ok) start.mutate(drafted.data);
  };
  return (
    <>
      <DataForm {...form} problems={isTried && !drafted.ok ? drafted.problems : {}} />
      <ProblemBox failure={start.error} />
      {start.data && (
        <div className="hp-card hp-stack" role="status">
          <p>
            The run started. <Link href={linkTo.run(start.data.executionId)}>Watch it</Link>
          </p>
          <Id id={start.data.executionId} label="executionId" />
        </div>
      )}
      <div className="hp-row">
        <Button kind={start.data ? "plain" : "primary"} busy={start.isPending} onClick={send}>
          {start.data ? "Start another one" : "Start the run"}
        </Button>
        <Button onClick={onClose}>Close</Button>
      </div>
    </>
  );
}
