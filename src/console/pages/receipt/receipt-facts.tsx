import { Link } from "wouter";
import { OutcomeBadge, Time } from "../../ui/index.ts";
import { Facts, Id } from "../shared/facts.tsx";
import { linkTo } from "../shared/links.ts";
import type { Receipt } from "../shared/types.ts";
import { UserName } from "../shared/user-name.tsx";
import { Why } from "../shared/why.tsx";

export function ReceiptFacts({ receipt, flowId }: { receipt: Receipt; flowId: string | undefined }) {
  const { id, at, warning, to, sender, user, bodyHash, replayOf, executionIds, asks, link } = receipt;
  return (
    <section className="hp-card hp-stack" aria-label="About this callback">
      <div className="hp-row">
        <OutcomeBadge outcome={receipt.outcome} />
        <Why receipt={receipt} />
      </div>
      {warning !== undefined && <p>{warningWords(receipt, warning)}</p>}
      {receipt.errors && (
        <ul aria-label="What was wrong">
          {receipt.errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path !== "" && <code>{path}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      <Facts
        facts={[
          ["Came", <Time at={at} />],
          ["By the link", link === undefined ? null : `Number ${link} of its run`],
          ["User", user === null ? "None" : <UserName id={user} />],
          ["Sent from", sender.address ?? "Unknown"],
          ["Agent", sender.agent],
          ["Execution", executionWords(to.execution)],
          ["Asked for", asks === undefined ? null : ASKED[asks]],
          ["Runs", executionIds.length === 0 ? "None" : <RunList ids={executionIds} />],
          [
            "Repeats",
            replayOf === undefined ? null : (
              <Link href={flowId === undefined ? `/receipts/${replayOf}` : linkTo.receipt(replayOf, flowId)}>
                An earlier callback
              </Link>
            ),
          ],
          ["FLOW-ID as called", <Id id={to.flow} label="FLOW-ID" />],
          ["TRIGGER-ID", <Id id={to.trigger} label="TRIGGER-ID" />],
          ["SHA-256 of the body", <Id id={bodyHash} label="SHA-256" />],
          ["Receipt", <Id id={id} label="receipt id" />],
        ]}
      />
    </section>
  );
}

function warningWords({ why }: Receipt, warning: string): string {
  return why?.startsWith("condition") ? `What the condition said: ${warning}` : `Warning: ${warning}`;
}

/** Instead of letting a wait go on. */
const ASKED = { reject: "A rejection", heartbeat: "A later deadline" } as const;

function executionWords(execution: string): string {
  return execution === "" ? "Not named" : execution;
}

function RunList({ ids }: { ids: readonly string[] }) {
  return (
    <ul className="hp-plain-list">
      {ids.map((id) => (
        <li key={id}>
          <Link href={linkTo.run(id)} className="hp-mono">
            {id}
          </Link>
        </li>
      ))}
    </ul>
  );
}
