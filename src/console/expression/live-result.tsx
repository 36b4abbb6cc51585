import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { JsonObject, Json as JsonValue } from "../../json.ts";
import { api, call } from "../api/client.ts";
import { Button, Json, ProblemBox, Select, Spinner, Time } from "../ui/index.ts";
import { useSettled } from "../ui/use-settled.ts";
import { type Context, useLastRun } from "./last-run.ts";
import { withoutPosition } from "./messages.ts";
import { filledUp, sampleOf, sampleOfPaths, withRoots } from "./sample.ts";
import { SampleDialog } from "./sample-dialog.tsx";
import { useSample } from "./sample-store.ts";
import { type Slot, scopeQuery } from "./service.ts";
import { useSavedVersion } from "./surroundings.ts";
import { useReads } from "./use-reads.ts";
import "./live-result.css";

/** What is evaluated: one expression, or JSON with `{{ }}` in its texts. */
export type Evaluated = { source: string } | { template: JsonValue };

interface LiveResultProps {
  /** The field whose result it is. */
  label: string;
  slot: Slot;
  evaluated: Evaluated;
}

const TYPING_MS = 300;

/** What the field gives now, by sample data or by those of the last real callback. */
export function LiveResult({ label, slot, evaluated }: LiveResultProps) {
  const [from, setFrom] = useState<"sample" | "run">("sample");
  const [isEditing, setEditing] = useState(false);
  const flow = useSavedVersion()?.flow.id ?? "new";
  const [written, write] = useSample(flow);
  const scope = useQuery({ ...scopeQuery(slot), placeholderData: keepPreviousData });
  const last = useLastRun(scope.data?.groups ?? [], from === "run" && scope.isSuccess);
  const reads = useReads(evaluated, scope.data?.names);
  const usual = scope.data ? filledUp(sampleOf(scope.data), sampleOfPaths(reads.paths)) : {};
  const sample = withRoots(written ?? {}, usual);
  const context =
    from === "sample" ? sample : last.data?.found ? withSecrets(last.data.context, sample) : undefined;
  return (
    <section className="hp-live" aria-label={`Result of ${label}`}>
      <div className="hp-row">
        <Select
          aria-label="Evaluate with"
          className="hp-live-from"
          value={from}
          onChange={({ target }) => setFrom(target.value === "run" ? "run" : "sample")}
        >
          <option value="sample">With sample data</option>
          <option value="run">With the last real callback</option>
        </Select>
        {from === "sample" && (
          <Button kind="ghost" onClick={() => setEditing(true)}>
            Edit sample data
          </Button>
        )}
        {from === "run" && last.data?.found && (
          <span className="hp-muted">
            <Link href={`/runs/${last.data.runId}`}>Run</Link>, <Time at={last.data.at} />
          </span>
        )}
      </div>
      {from === "run" && last.isLoading && <Spinner label="Looking for the last callback" />}
      {from === "run" && last.data?.found === false && <p className="hp-muted">{last.data.why}</p>}
      {from === "run" && <ProblemBox failure={last.error} retry={() => void last.refetch()} />}
      <ProblemBox failure={scope.error} retry={() => void scope.refetch()} />
      {context && reads.isReady && <Result evaluated={evaluated} context={context} />}
      <SampleDialog
        open={isEditing}
        onClose={() => setEditing(false)}
        sample={sample}
        usual={usual}
        onChange={write}
      />
    </section>
  );
}

/** Runs keep no secrets: what reads one gets the sample's. */
function withSecrets(context: Context, { secrets }: JsonObject): Context {
  return secrets === undefined ? context : { ...context, secrets };
}

function Result({ evaluated, context }: { evaluated: Evaluated; context: Context }) {
  const body = useSettled(JSON.stringify({ ...evaluated, context }), TYPING_MS);
  const result = useQuery({
    queryKey: ["expressions", "evaluate", body],
    queryFn: () => call(api.POST("/api/manage/expressions/evaluate", { body: JSON.parse(body) })),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
  if ("source" in evaluated && evaluated.source.trim() === "")
    return <p className="hp-muted">Nothing to evaluate yet</p>;
  if (result.isPending) return <Spinner label="Evaluating" />;
  return (
    <output className="hp-live-result" aria-busy={result.isFetching}>
      {result.error ? (
        <span className="hp-live-failure">{withoutPosition(result.error.message)}</span>
      ) : (
        <Value {...result.data} />
      )}
    </output>
  );
}

function Value({ value, type }: { value: JsonValue; type: string }) {
  if (typeof value === "object" && value !== null) return <Json value={value} label="Result" />;
  return (
    <>
      <code data-value={typeof value === "boolean" ? String(value) : undefined}>{JSON.stringify(value)}</code>{" "}
      <span className="hp-muted">{type === "bool" ? "" : type}</span>
    </>
  );
}
