import { Link } from "wouter";
import { Duration, StatusBadge, Time } from "../../ui/index.ts";
import { Facts, Id } from "../shared/facts.tsx";
import { linkTo } from "../shared/links.ts";
import type { Run, Version } from "../shared/types.ts";
import { UserName } from "../shared/user-name.tsx";
import type { Liveness } from "./live.ts";

interface RunHeaderProps {
  run: Run;
  version: Version | undefined;
  /** Undefined: nothing more will happen. */
  liveness: Liveness | undefined;
}

export function RunHeader({ run, version, liveness }: RunHeaderProps) {
  const { id, flowId, status, startedAt, startedBy, endedAt } = run;
  return (
    <section className="hp-card hp-stack" aria-label="About this run">
      <div className="hp-row hp-run-head">
        <div className="hp-row">
          <span role="status">
            <StatusBadge status={status} />
          </span>
          {liveness && <LivenessMark liveness={liveness} />}
        </div>
        <Id id={id} label="executionId" />
      </div>
      <Facts
        facts={[
          ["Flow", <Link href={linkTo.flow(flowId)}>{version?.flow.name ?? flowId}</Link>],
          ["Version", version && `${version.version.number} (${version.version.status})`],
          ["Started", <Time at={startedAt} />],
          ["Started by", startedBy === null ? "Nobody known" : <UserName id={startedBy} />],
          ["Ended", endedAt === null ? null : <Time at={endedAt} />],
          ["Took", endedAt === null ? null : <Duration ms={endedAt - startedAt} />],
        ]}
      />
    </section>
  );
}

const MARKS = {
  connecting: "connecting …",
  live: "live",
  reconnecting: "reconnecting …",
  "signed-out": "no longer followed: sign in again",
  removed: "removed, since its time is over: what is shown is what was last known",
} as const;

/** Whether the page shows what happens as it happens. */
function LivenessMark({ liveness }: { liveness: Liveness }) {
  return (
    <span className={`hp-liveness hp-liveness-${liveness}`} role="status">
      {MARKS[liveness]}
    </span>
  );
}
