import { Link } from "wouter";
import { Badge } from "../../ui/index.ts";
import { CopyField } from "../shared/copy-field.tsx";
import { linkTo } from "../shared/links.ts";
import type { Flow, Trigger, Version } from "../shared/types.ts";

/** The triggers of the version that is LIVE, else of the newest one, with their URLs. */
export function Triggers({ flow, version }: { flow: Flow; version: Version }) {
  const { triggers, document } = version;
  return (
    <section className="hp-stack" aria-label="Triggers">
      <h2>{`Triggers of version ${version.version.number}`}</h2>
      {triggers.length === 0 && (
        <p className="hp-muted">
          This version waits for nobody. Add an External Callback to it where it is to wait for the outside.
        </p>
      )}
      <div className="hp-triggers">
        {triggers.map((trigger) => (
          <TriggerCard
            key={trigger.triggerId}
            flow={flow}
            trigger={trigger}
            isStart={document.start === trigger.block}
            wasLaunched={version.version.launchedAt !== null}
          />
        ))}
      </div>
    </section>
  );
}

interface TriggerCardProps {
  flow: Flow;
  trigger: Trigger;
  isStart: boolean;
  wasLaunched: boolean;
}

function TriggerCard({ flow, trigger, isStart, wasLaunched }: TriggerCardProps) {
  const { name, callbackUrl, stableUrl, triggerId } = trigger;
  return (
    <article className="hp-card hp-stack" aria-label={name}>
      <div className="hp-row">
        <h3>{name}</h3>
        {isStart && <Badge tone="accent">starts runs</Badge>}
      </div>
      <CopyField label="Callback URL" text={callbackUrl} hint="Runs of this version only." />
      <CopyField
        label="Stable URL"
        text={stableUrl}
        hint="Runs of every version: it survives new versions."
      />
      {wasLaunched ? (
        <div className="hp-row">
          <Link href={linkTo.waits(flow.id, triggerId)}>Who waits, and a test callback</Link>
          <Link href={linkTo.receipts(flow.id, triggerId)}>Receipts</Link>
        </div>
      ) : (
        <p className="hp-muted">The URLs work once the version is launched.</p>
      )}
    </article>
  );
}
