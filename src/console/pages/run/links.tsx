import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { Badge, Button, Confirm, Field, ProblemBox, Select, Time, type Tone } from "../../ui/index.ts";
import { CopyField } from "../shared/copy-field.tsx";
import type { Run, RunLink, Version } from "../shared/types.ts";
import { isOpen } from "./use-run.ts";

interface LinksProps {
  run: Run;
  version: Version | undefined;
  nameOf: (block: string) => string;
}

/** The links by which people may let the run go on; nothing where there is none, and none can be made. */
export function Links({ run, version, nameOf }: LinksProps) {
  const links = useLinks(run);
  const rows = links.data?.items ?? [];
  const canMake = isOpen(run.status) && version !== undefined && version.triggers.length > 0;
  if (rows.length === 0 && !canMake) return null;
  return (
    <section className="hp-card hp-stack" aria-label="Links for people">
      <h2>Links for people</h2>
      <ProblemBox failure={links.error} />
      {rows.length > 0 && (
        <ul className="hp-plain-list hp-run-links">
          {rows.map((link) => (
            <LinkRow key={link.number} run={run} link={link} name={nameOf(link.block)} />
          ))}
        </ul>
      )}
      {canMake && <MakeLink run={run} version={version} />}
    </section>
  );
}

/** Read once more with whatever happens in the run. */
function useLinks({ id, timeline }: Run) {
  return useQuery({
    queryKey: ["run-links", id, timeline.length],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(api.GET("/api/manage/runs/{id}/links", { params: { path: { id } }, signal })),
  });
}

const STATES: Readonly<Record<RunLink["state"], readonly [text: string, tone: Tone]>> = {
  open: ["Open", "ok"],
  "not-yet": ["Not yet", "accent"],
  answered: ["Answered", "neutral"],
  over: ["Over", "neutral"],
  revoked: ["Revoked", "danger"],
  expired: ["Expired", "warn"],
  ended: ["Run ended", "neutral"],
};

function LinkRow({ run, link, name }: { run: Run; link: RunLink; name: string }) {
  const [isAsked, setAsked] = useState(false);
  const look = useLinksAgain(run.id);
  const { number, state, by, madeAt, expiresAt, revokedAt } = link;
  const [text, tone] = STATES[state];
  const canRevoke = state === "open" || state === "not-yet";
  return (
    <li>
      <div>
        <strong>{`${number}. ${name}`}</strong> <Badge tone={tone}>{text}</Badge>
        <div className="hp-muted">
          {by === "operator" ? "Made by the operator " : "Made by the flow "}
          <Time at={madeAt} />
          {revokedAt === null ? ", good until " : ", revoked "}
          <Time at={revokedAt ?? expiresAt} />
        </div>
      </div>
      {canRevoke && (
        <Button aria-label={`Revoke link ${number}`} onClick={() => setAsked(true)}>
          Revoke
        </Button>
      )}
      <Confirm
        title={`Revoke link ${number}?`}
        message="Whoever opens it reads that it was withdrawn, and can't answer by it any more. Other links stay good."
        confirm="Revoke the link"
        danger
        open={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={async () => {
          await call(
            api.DELETE("/api/manage/runs/{id}/links/{number}", { params: { path: { id: run.id, number } } }),
          );
          await look();
        }}
      />
    </li>
  );
}

/** Its URL is told but once. */
function MakeLink({ run, version }: { run: Run; version: Version }) {
  const { triggers } = version;
  const [block, setBlock] = useState<string>();
  const chosen = block ?? run.waits[0]?.block ?? triggers[0]?.block ?? "";
  const look = useLinksAgain(run.id);
  const make = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/manage/runs/{id}/links", {
          params: { path: { id: run.id } },
          body: { block: chosen },
        }),
      ),
    onSuccess: look,
  });
  return (
    <>
      {triggers.length > 1 && (
        <Field label="A link to the page of">
          <Select value={chosen} onChange={({ target }) => setBlock(target.value)}>
            {triggers.map((trigger) => (
              <option key={trigger.block} value={trigger.block}>
                {trigger.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <p className="hp-muted">
        Whoever has a link can open a page and answer there, in place of a callback. Links that were made
        before stay good.
      </p>
      <div>
        <Button busy={make.isPending} onClick={() => make.mutate()}>
          Make a link
        </Button>
      </div>
      <ProblemBox failure={make.error} />
      {make.data && (
        <CopyField
          key={make.data.number}
          label={`Link ${make.data.number}`}
          text={make.data.url}
          hint="Copy it now: nothing shows it again."
        />
      )}
    </>
  );
}

function useLinksAgain(id: string): () => Promise<unknown> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["run-links", id] });
}
