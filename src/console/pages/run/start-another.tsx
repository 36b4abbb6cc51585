import { useState } from "react";
import { Button } from "../../ui/index.ts";
import { StartRun } from "../flow/start-run.tsx";
import { useFlow } from "../shared/flows.ts";
import type { Run } from "../shared/types.ts";
import { initialData } from "./initial-data.ts";

/** Starts another run of the LIVE version with the data of this one, to be changed before. */
export function StartAnother({ run }: { run: Run }) {
  const [isStarting, setStarting] = useState(false);
  const versionId = useFlow(run.flowId).data?.liveVersionId;
  if (versionId === undefined || versionId === null) return null;
  return (
    <>
      <Button onClick={() => setStarting(true)}>Start another</Button>
      <StartRun
        flowId={run.flowId}
        versionId={versionId}
        like={initialData(run)}
        open={isStarting}
        onClose={() => setStarting(false)}
      />
    </>
  );
}
