import { useState } from "react";
import { Button, LinkButton } from "../../ui/index.ts";
import { StartRun } from "../flow/start-run.tsx";
import { useFlow } from "../shared/flows.ts";
import { linkTo } from "../shared/links.ts";
import { Bar } from "./notices.tsx";
import type { Served } from "./use-saving.ts";

interface VersionBarProps {
  flowId: string;
  served: Served;
  dirty: boolean;
  /** Somebody else saved another version: asks what to do. */
  onLook: () => void;
}

/** What is going on with the flow on the server: it can be run, or somebody else saved it. */
export function VersionBar({ flowId, served, dirty, onLook }: VersionBarProps) {
  const [isStarting, setStarting] = useState(false);
  const flow = useFlow(flowId).data;
  const [newest] = flow?.versions ?? [];
  if (newest && newest.number > served.version.version.number && newest.id !== served.newestId) {
    return (
      <Bar text={`Version ${newest.number} was saved since you began.`}>
        <Button onClick={onLook}>Decide …</Button>
      </Bar>
    );
  }
  const { id, number } = served.version.version;
  if (dirty || flow?.liveVersionId !== id) return null;
  return (
    <Bar text={`Version ${number} is LIVE: new runs get it.`}>
      <Button onClick={() => setStarting(true)}>Start a run</Button>
      <LinkButton href={linkTo.flow(flowId)} kind="ghost">
        See the flow
      </LinkButton>
      <StartRun flowId={flowId} versionId={id} open={isStarting} onClose={() => setStarting(false)} />
    </Bar>
  );
}
