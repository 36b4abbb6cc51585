import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { JsonObject } from "../../../json.ts";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, ProblemBox } from "../../ui/index.ts";
import { DataForm } from "../shared/data-form.tsx";
import { Id } from "../shared/facts.tsx";
import { linkTo } from "../shared/links.ts";
import { useLookAgain } from "../shared/look-again.ts";
import { useTriggerData } from "../shared/trigger-data.ts";

interface StartRunProps {
  flowId: string;
  /** The LIVE one. */
  versionId: string;
  /** Data to begin with. */
  like?: JsonObject | undefined;
  open: boolean;
  onClose: () => void;
}

/** Starts a run with data written into the fields that the flow reads. */
export function StartRun({ open, onClose, ...form }: StartRunProps) {
  return (
    <Dialog title="Start a run" open={open} onClose={onClose}>
      <StartForm {...form} onClose={onClose} />
    </Dialog>
  );
}

function StartForm({ flowId, versionId, like, onClose }: Omit<StartRunProps, "open">) {
  const form = useTriggerData(flowId, versionId, "initial", like);
  const [isTried, setTried] = useState(false);
  const lookAgain = useLookAgain(["runs"], ["flow", flowId], ["flows"], ["waits"], ["overview"]);
  const start = useMutation({
    mutationFn: (data: JsonObject) =>
      call(api.POST("/api/manage/flows/{flowId}/runs", { params: { path: { flowId } }, body: { data } })),
    onSuccess: lookAgain,
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
