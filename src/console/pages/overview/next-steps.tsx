import { useState } from "react";
import { curlOf } from "../../api/curl.ts";
import { EXAMPLES } from "../../document/examples.ts";
import { Button, Empty, LinkButton, Spinner } from "../../ui/index.ts";
import { StartRun } from "../flow/start-run.tsx";
import { CallbackCurl } from "../shared/callback-curl.tsx";
import { CopyBlock } from "../shared/copy-field.tsx";
import { useSomeFlows, useVersion } from "../shared/flows.ts";
import { linkTo } from "../shared/links.ts";
import { sampleText } from "../shared/sample.ts";
import type { FlowRow } from "../shared/types.ts";

/** What to do where nothing has happened yet. */
export function NextSteps() {
  const flows = useSomeFlows();
  if (!flows.data) return <Spinner label="Loading" />;
  const live = flows.data.items.find((flow) => flow.live !== null);
  const [newest] = flows.data.items;
  if (live) return <Call flow={live} />;
  if (newest) {
    return (
      <Empty
        title="No flow is LIVE yet"
        next={
          <div className="hp-stack">
            <p>{`Launch a version of “${newest.name}”: then it takes runs and callbacks.`}</p>
            <LinkButton href={linkTo.flow(newest.id)} kind="primary">
              Go to the flow
            </LinkButton>
          </div>
        }
      />
    );
  }
  return (
    <Empty
      title="Nothing is here yet"
      next={
        <div className="hp-stack">
          <p>Build a flow that waits for an outside system, launch it, and call its URL.</p>
          <div className="hp-row">
            <LinkButton href="/flows/new" kind="primary">
              Build a flow
            </LinkButton>
            {EXAMPLES.slice(0, 1).map(({ id, name }) => (
              <LinkButton key={id} href={`/flows/new?example=${id}`}>{`Begin with “${name}”`}</LinkButton>
            ))}
          </div>
        </div>
      }
    />
  );
}

/** Start a run, then call back. */
function Call({ flow }: { flow: FlowRow }) {
  const { data: version } = useVersion(flow.id, flow.live?.id);
  const [trigger] = version?.triggers ?? [];
  const [isStarting, setStarting] = useState(false);
  const start = `${window.location.origin}/api/automation/flow/${flow.id}/activate`;
  return (
    <section className="hp-card hp-stack" aria-label="Next steps">
      <h2>No callback has come yet</h2>
      <p>{`“${flow.name}” is LIVE. Start a run of it here or from a shell, then call it back.`}</p>
      <div className="hp-row">
        <Button kind="primary" onClick={() => setStarting(true)}>
          Start a run
        </Button>
        {trigger && (
          <LinkButton href={linkTo.waits(flow.id, trigger.triggerId)}>Send a test callback</LinkButton>
        )}
      </div>
      <CopyBlock label="Start a run" text={curlOf({ url: start, data: sampleText(version, "initial") })} />
      {trigger && (
        <CallbackCurl
          label={`Call back at ${trigger.name}`}
          version={version}
          block={trigger.block}
          url={trigger.stableUrl}
          data={sampleText(version, trigger.block)}
          execution="any"
        />
      )}
      {flow.live && (
        <StartRun
          flowId={flow.id}
          versionId={flow.live.id}
          open={isStarting}
          onClose={() => setStarting(false)}
        />
      )}
    </section>
  );
}
