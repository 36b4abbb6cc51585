import { type ComponentType, useState } from "react";
import { Link } from "wouter";
import { Button, Time } from "../../ui/index.ts";
import { CallbackCurl } from "../shared/callback-curl.tsx";
import { CopyField } from "../shared/copy-field.tsx";
import { Facts } from "../shared/facts.tsx";
import { linkTo } from "../shared/links.ts";
import { sampleText } from "../shared/sample.ts";
import type { Run, RunWait, Version } from "../shared/types.ts";
import { ExtendDialog } from "./extend.tsx";
import { initialData } from "./initial-data.ts";
import { RejectDialog } from "./reject.tsx";
import { ReleaseDialog } from "./release.tsx";

interface WaitsProps {
  run: Run;
  version: Version | undefined;
}

/** Where the run waits, and how it can go on. */
export function Waits({ run, version }: WaitsProps) {
  if (run.waits.length === 0) return null;
  return (
    <section className="hp-stack" aria-label="Waits">
      {run.waits.map((wait) => (
        <WaitCard key={wait.occurrence} run={run} version={version} wait={wait} />
      ))}
    </section>
  );
}

interface WaitDialogProps {
  run: Run;
  wait: RunWait;
  open: boolean;
  onClose: () => void;
}

/** What the operator can do with one wait. */
const DIALOGS = {
  release: ReleaseDialog,
  reject: RejectDialog,
  extend: ExtendDialog,
} as const satisfies Record<string, ComponentType<WaitDialogProps>>;

function WaitCard({ run, version, wait }: WaitsProps & { wait: RunWait }) {
  const [opened, setOpened] = useState<keyof typeof DIALOGS>();
  const Opened = opened && DIALOGS[opened];
  const { block, trigger, name, since, key, timeoutAt, callbackUrl } = wait;
  return (
    <article className="hp-card hp-stack" aria-label={`Waits at ${name}`}>
      <h2>{`Waits at ${name}`}</h2>
      <Facts
        facts={[
          ["Since", <Time at={since} />],
          ["Times out", timeoutAt === null ? "Never" : <Time at={timeoutAt} />],
          ["Key", key === null ? null : <code>{key}</code>],
        ]}
      />
      <CopyField
        label="Callback URL of this run"
        text={callbackUrl}
        hint="POST JSON to it to let this run go on. It works for this run and block only."
      />
      <CallbackCurl
        label="cURL"
        version={version}
        block={block}
        url={callbackUrl}
        data={sampleText(version, block, initialData(run))}
      />
      <div className="hp-row">
        <Button onClick={() => setOpened("release")}>Release by hand</Button>
        <Button onClick={() => setOpened("reject")}>Reject by hand</Button>
        {timeoutAt !== null && <Button onClick={() => setOpened("extend")}>Extend</Button>}
        <Link href={linkTo.waits(run.flowId, trigger)}>All waits at this trigger</Link>
        <Link href={linkTo.receipts(run.flowId, trigger)}>Receipts</Link>
      </div>
      {Opened && <Opened run={run} wait={wait} open onClose={() => setOpened(undefined)} />}
    </article>
  );
}
