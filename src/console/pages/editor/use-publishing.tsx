import { type ReactNode, useState } from "react";
import { blockName, type Draft } from "../../document/draft.ts";
import { withoutPosition } from "../../expression/messages.ts";
import { useToast } from "../../ui/index.ts";
import { ChangeDialog } from "../flow/change-dialog.tsx";
import { useFlow } from "../shared/flows.ts";
import type { Version, VersionRow } from "../shared/types.ts";
import type { Checks } from "./use-checks.ts";
import type { Saving } from "./use-saving.ts";

interface PublishingProps {
  draft: Draft;
  dirty: boolean;
  checks: Checks;
  saving: Saving;
  /** The server has the draft; the first time with the flow that it made. `launches`: what is wanted next. */
  onSaved: (draft: Draft, version: Version, launches: boolean) => void;
  /** The version to launch at once, if there is one. */
  launches: string | undefined;
  /** Something has to be mended first. */
  onProblems: () => void;
}

interface Publishing {
  save: () => void;
  /** As a new version, whatever somebody else saved. */
  saveBeside: () => void;
  launch: () => void;
  /** Asks before it launches. */
  dialog: ReactNode;
}

/** Saving and launching, from the buttons to the words that say how it went. */
export function usePublishing(props: PublishingProps): Publishing {
  const { draft, dirty, checks, saving, onSaved, onProblems } = props;
  const [launching, setLaunching] = useState(props.launches);
  const toast = useToast();
  const { served } = saving;

  const save = async (launches = false, beside = false) => {
    if (checks.errors > 0) {
      toast(refusal(draft, checks), "problem");
      onProblems();
      return undefined;
    }
    const version = await saving.save(draft, beside);
    if (version) {
      toast(`Saved as version ${version.version.number}`);
      onSaved(draft, version, launches);
    }
    return version;
  };
  const launch = async () => {
    const version = dirty || !served ? await save(true) : served.version;
    if (version) setLaunching(version.version.id);
  };
  return {
    save: () => void save(),
    saveBeside: () => void save(false, true),
    launch: () => void launch(),
    dialog: served && launching !== undefined && (
      <LaunchDialog
        flowId={served.version.flow.id}
        versionId={launching}
        onClose={() => setLaunching(undefined)}
      />
    ),
  };
}

/** Why this can't be saved, by the first problem. */
function refusal(draft: Draft, { problems, errors }: Checks): string {
  const first = problems.find(({ level }) => level === "error");
  const where = first?.block === undefined ? "the flow" : blockName(draft, first.block);
  const count = errors === 1 ? "A problem" : `${errors} problems`;
  return `${count} to mend before this can be saved. In ${where}: ${withoutPosition(first?.message ?? "")}`;
}

interface LaunchDialogProps {
  flowId: string;
  versionId: string;
  onClose: () => void;
}

function LaunchDialog({ flowId, versionId, onClose }: LaunchDialogProps) {
  const flow = useFlow(flowId);
  const version = flow.data?.versions.find(({ id }: VersionRow) => id === versionId);
  return version ? (
    <ChangeDialog flowId={flowId} version={version} change="launch" onClose={onClose} />
  ) : null;
}
