import { useState } from "react";
import { useParams } from "wouter";
import { Page, ProblemBox, Spinner } from "../../ui/index.ts";
import { useVersion } from "../shared/flows.ts";
import type { Run } from "../shared/types.ts";
import { RunActions } from "./actions.tsx";
import { BlockData } from "./block-data.tsx";
import { RunHeader } from "./header.tsx";
import { Links } from "./links.tsx";
import type { Liveness } from "./live.ts";
import { Outcome } from "./outcome.tsx";
import { Picture } from "./picture.tsx";
import type { Selection } from "./selection.ts";
import { Timeline } from "./timeline.tsx";
import { useRun } from "./use-run.ts";
import { Waits } from "./waits.tsx";
import "./run.css";

/** One run as a picture: what ran, what waits, what failed, and the data on its way through. */
export default function RunPage() {
  const { id = "" } = useParams();
  const { data: run, error, refetch, liveness } = useRun(id);
  if (run) return <RunSheet key={id} run={run} liveness={liveness} failure={error} />;
  return (
    <Page title="Run">
      {error ? (
        <ProblemBox failure={error} retry={() => void refetch()} />
      ) : (
        <Spinner label="Loading the run" />
      )}
    </Page>
  );
}

interface RunSheetProps {
  run: Run;
  liveness: Liveness | undefined;
  failure: unknown;
}

function RunSheet({ run, liveness, failure }: RunSheetProps) {
  const version = useVersion(run.flowId, run.versionId);
  const document = version.data?.document;
  const [selection, setSelection] = useState<Selection>();
  const nameOf = (block: string) => document?.blocks[block]?.name ?? block;
  return (
    <Page title={run.title ?? `Run ${run.id.slice(0, 8)}`} actions={<RunActions run={run} />}>
      <div className="hp-stack">
        <RunHeader run={run} version={version.data} liveness={liveness} />
        <ProblemBox failure={failure} />
        <Outcome run={run} nameOf={nameOf} />
        {/* In this order where all is below each other; where there is room, the middle one stands left. */}
        <div className="hp-run-columns">
          <div className="hp-stack">
            <Waits run={run} version={version.data} />
            <Links run={run} version={version.data} nameOf={nameOf} />
          </div>
          <div className="hp-stack hp-run-course">
            {document && (
              <Picture document={document} run={run} selected={selection?.block} onSelect={setSelection} />
            )}
            <Timeline run={run} nameOf={nameOf} selection={selection} onSelect={setSelection} />
          </div>
          <BlockData run={run} nameOf={nameOf} selection={selection} onSelect={setSelection} />
        </div>
      </div>
    </Page>
  );
}
