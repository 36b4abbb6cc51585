import { useMutation, useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { Button, Dialog, ProblemBox, Spinner, useToast } from "../../ui/index.ts";
import { useLookAgain } from "../shared/look-again.ts";
import type { VersionRow } from "../shared/types.ts";

export type Change = "launch" | "pause" | "stop";

const WORDS = {
  launch: { label: "Launch", done: "is LIVE" },
  pause: { label: "Pause", done: "is paused" },
  stop: { label: "Stop", done: "is stopped" },
} as const;

const PATH = "/api/manage/flows/{flowId}/versions/{versionId}";

/** What can be done with a version of that status. */
export function changesOf(status: VersionRow["status"]): { change: Change; label: string }[] {
  const changes: Readonly<Record<VersionRow["status"], readonly Change[]>> = {
    draft: ["launch"],
    live: ["pause", "stop"],
    paused: ["launch", "stop"],
    stopped: [],
  };
  return changes[status].map((change) => ({ change, label: WORDS[change].label }));
}

interface ChangeDialogProps {
  flowId: string;
  version: VersionRow;
  change: Change;
  onClose: () => void;
}

/** Says what a change of a version will do to how many runs, before it happens. */
export function ChangeDialog({ flowId, version, change, onClose }: ChangeDialogProps) {
  const path = { params: { path: { flowId, versionId: version.id } } };
  const lookAgain = useLookAgain(["flow", flowId], ["flows"], ["version", flowId], ["runs"], ["waits"]);
  const toast = useToast();
  const effects = useQuery({
    queryKey: ["effects", version.id],
    // What was true a moment ago isn't good enough here.
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => call(api.GET(`${PATH}/effects`, { ...path, signal })),
  });
  const carryOut = useMutation({
    mutationFn: () => call(post(change, path)),
    onSuccess: async () => {
      onClose();
      toast(`Version ${version.number} ${WORDS[change].done}`);
      await lookAgain();
    },
  });
  const effect = effects.data?.[change];
  const { label } = WORDS[change];
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      {effect?.allowed && (
        <Button
          kind={change === "stop" ? "danger" : "primary"}
          busy={carryOut.isPending}
          onClick={() => carryOut.mutate()}
        >
          {`${label} version ${version.number}`}
        </Button>
      )}
    </>
  );
  return (
    <Dialog title={`${label} version ${version.number}?`} open onClose={onClose} footer={footer}>
      {effects.isPending && <Spinner label="Counting the runs" />}
      {effect && <p>{effect.text}</p>}
      <ProblemBox failure={effects.error} retry={() => void effects.refetch()} />
      <ProblemBox failure={carryOut.error} />
    </Dialog>
  );
}

function post(change: Change, path: { params: { path: { flowId: string; versionId: string } } }) {
  switch (change) {
    case "launch":
      return api.POST(`${PATH}/launch`, path);
    case "pause":
      return api.POST(`${PATH}/pause`, path);
    case "stop":
      return api.POST(`${PATH}/stop`, path);
    default:
      return change satisfies never;
  }
}
