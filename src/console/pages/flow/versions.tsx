import { useState } from "react";
import { Button, LinkButton, StatusBadge, Table, Time } from "../../ui/index.ts";
import { Count } from "../shared/count.tsx";
import { linkTo } from "../shared/links.ts";
import type { Flow, VersionRow } from "../shared/types.ts";
import { type Change, ChangeDialog, changesOf } from "./change-dialog.tsx";
import "./flow.css";

/** The versions of a flow, newest first, each with what can be done with it. */
export function Versions({ flow }: { flow: Flow }) {
  const [asked, setAsked] = useState<{ version: VersionRow; change: Change }>();
  const columns = [
    { title: "Version", cell: ({ number }: VersionRow) => `Version ${number}` },
    { title: "Status", cell: ({ status }: VersionRow) => <StatusBadge status={status} /> },
    { title: "Waiting", cell: ({ waiting }: VersionRow) => <Count of={waiting} />, align: "end" },
    { title: "Running", cell: ({ running }: VersionRow) => <Count of={running} />, align: "end" },
    { title: "Made", cell: ({ createdAt }: VersionRow) => <Time at={createdAt} /> },
    {
      title: "Launched",
      cell: ({ launchedAt }: VersionRow) =>
        launchedAt === null ? <span className="hp-muted">never</span> : <Time at={launchedAt} />,
    },
    {
      title: "Actions",
      cell: (version: VersionRow) => (
        <div className="hp-row hp-version-actions">
          {changesOf(version.status).map(({ change, label }) => (
            <Button
              key={change}
              aria-label={`${label} version ${version.number}`}
              kind={change === "launch" && flow.liveVersionId === null ? "primary" : "plain"}
              onClick={() => setAsked({ version, change })}
            >
              {label}
            </Button>
          ))}
          <LinkButton href={linkTo.editor(flow.id, version.id)} kind="ghost">
            {version.status === "draft" ? "Edit" : "Edit as new"}
          </LinkButton>
        </div>
      ),
    },
  ] as const;
  return (
    <section className="hp-stack" aria-label="Versions">
      <h2>Versions</h2>
      <Table caption="Versions" columns={columns} rows={flow.versions} rowKey={({ id }) => id} />
      {asked && (
        <ChangeDialog
          key={`${asked.version.id} ${asked.change}`}
          flowId={flow.id}
          version={asked.version}
          change={asked.change}
          onClose={() => setAsked(undefined)}
        />
      )}
    </section>
  );
}
