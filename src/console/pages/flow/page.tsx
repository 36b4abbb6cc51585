import { useState } from "react";
import { useParams } from "wouter";
import { Button, Empty, LinkButton, Page, ProblemBox, Spinner } from "../../ui/index.ts";
import { useFlow, useVersion } from "../shared/flows.ts";
import { linkTo } from "../shared/links.ts";
import { Sections } from "../shared/sections.tsx";
import type { Flow } from "../shared/types.ts";
import { FlowMenu } from "./flow-menu.tsx";
import { StartRun } from "./start-run.tsx";
import { Triggers } from "./triggers.tsx";
import { Versions } from "./versions.tsx";

/** One flow: its versions and what can be done with them, its triggers and their URLs. */
export default function FlowPage() {
  const { flowId = "" } = useParams();
  const { data: flow, error, refetch } = useFlow(flowId);
  if (flow) return <FlowSheet flow={flow} failure={error} />;
  return (
    <Page title="Flow">
      {error ? (
        <ProblemBox failure={error} retry={() => void refetch()} />
      ) : (
        <Spinner label="Loading the flow" />
      )}
    </Page>
  );
}

function FlowSheet({ flow, failure }: { flow: Flow; failure: unknown }) {
  const [isStarting, setStarting] = useState(false);
  const shownId = flow.liveVersionId ?? flow.versions[0]?.id;
  const version = useVersion(flow.id, shownId);
  const actions = (
    <>
      <Button kind="primary" disabled={flow.liveVersionId === null} onClick={() => setStarting(true)}>
        Start a run
      </Button>
      <LinkButton href={linkTo.editor(flow.id)}>Edit</LinkButton>
      <LinkButton href={linkTo.runs({ flow: flow.id })}>Runs</LinkButton>
      <FlowMenu flow={flow} version={version.data} />
    </>
  );
  return (
    <Page title={flow.name} lead={version.data?.document.description} actions={actions}>
      <Sections>
        <ProblemBox failure={failure ?? version.error} />
        {flow.liveVersionId === null && <NotLive flow={flow} />}
        <Versions flow={flow} />
        {version.data && <Triggers flow={flow} version={version.data} />}
      </Sections>
      {flow.liveVersionId !== null && (
        <StartRun
          flowId={flow.id}
          versionId={flow.liveVersionId}
          open={isStarting}
          onClose={() => setStarting(false)}
        />
      )}
    </Page>
  );
}

function NotLive({ flow }: { flow: Flow }) {
  const canLaunch = flow.versions.some(({ status }) => status === "draft" || status === "paused");
  return (
    <Empty
      title="No version is LIVE, so no run can be started"
      next={
        canLaunch
          ? "Launch a version below."
          : "Edit the flow: that makes a new version, which can be launched."
      }
    />
  );
}
