import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { Button, Confirm, useToast } from "../../ui/index.ts";
import type { Run } from "../shared/types.ts";
import { StartAnother } from "./start-another.tsx";
import { isOpen } from "./use-run.ts";

/** What the operator can do with the whole run. */
export function RunActions({ run }: { run: Run }) {
  const { id, status, waits } = run;
  const [asked, setAsked] = useState<"terminate" | "retry">();
  const client = useQueryClient();
  const toast = useToast();
  const path = { params: { path: { id } } };
  const done = async (text: string) => {
    toast(text);
    await client.invalidateQueries({ queryKey: ["run", id] });
  };
  return (
    <>
      {status === "failed" && (
        <Button kind="primary" onClick={() => setAsked("retry")}>
          Retry
        </Button>
      )}
      <StartAnother run={run} />
      {isOpen(status) && <Button onClick={() => setAsked("terminate")}>Terminate</Button>}
      <Confirm
        title="Terminate this run?"
        message={`The run ends now and can't be taken up again. ${goneWaits(waits.length)}`}
        confirm="Terminate the run"
        danger
        open={asked === "terminate"}
        onClose={() => setAsked(undefined)}
        onConfirm={async () => {
          await call(api.POST("/api/manage/runs/{id}/terminate", path));
          await done("The run was terminated");
        }}
      />
      <Confirm
        title="Retry this run?"
        message="The block that failed is entered again with the same data. Other branches stand where they stood: their waits take callbacks again."
        confirm="Retry the run"
        open={asked === "retry"}
        onClose={() => setAsked(undefined)}
        onConfirm={async () => {
          await call(api.POST("/api/manage/runs/{id}/retry", path));
          await done("The run was taken up again");
        }}
      />
    </>
  );
}

function goneWaits(count: number): string {
  if (count === 0) return "What it is doing is broken off.";
  const what = count === 1 ? "the callback that it waits for" : `the ${count} callbacks that it waits for`;
  return `Whoever sends ${what} is told that the run has ended (410).`;
}
