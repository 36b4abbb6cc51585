import { Empty, LinkButton, Spinner } from "../../ui/index.ts";
import { CopyBlock } from "../shared/copy-field.tsx";
import { curlOf } from "../shared/curl.ts";
import { dataFields, sampleData } from "../shared/data-fields.ts";
import { useSomeFlows, useVersion } from "../shared/flows.ts";
import { linkTo } from "../shared/links.ts";
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
          <LinkButton href="/flows/new" kind="primary">
            Build a flow
          </LinkButton>
        </div>
      }
    />
  );
}

/** Start a run, then call back. */
function Call({ flow }: { flow: FlowRow }) {
  const { data: version } = useVersion(flow.id, flow.live?.id);
  const [trigger] = version?.triggers ?? [];
  const sample = (root: string) =>
    JSON.stringify(version ? sampleData(dataFields(root, version.reads[root] ?? [], version.document)) : {});
  const start = `${window.location.origin}/api/automation/flow/${flow.id}/activate`;
  return (
    <section className="hp-card hp-stack" aria-label="Next steps">
      <h2>No callback has come yet</h2>
      <p>{`“${flow.name}” is LIVE. Start a run of it here or from a shell, then call it back.`}</p>
      <div className="hp-row">
        <LinkButton href={linkTo.flow(flow.id)} kind="primary">
          Start a run
        </LinkButton>
        {trigger && (
          <LinkButton href={linkTo.waits(flow.id, trigger.triggerId)}>Send a test callback</LinkButton>
        )}
      </div>
      <CopyBlock label="Start a run" text={curlOf({ url: start, data: sample("initial") })} />
      {trigger && (
        <CopyBlock
          label={`Call back at ${trigger.name}`}
          text={curlOf({ url: trigger.stableUrl, data: sample(trigger.block), execution: "any" })}
        />
      )}
    </section>
  );
}
