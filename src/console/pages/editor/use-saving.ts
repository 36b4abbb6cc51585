import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Draft } from "../../document/draft.ts";
import type { Base } from "../../document/storage.ts";
import type { Version } from "../shared/types.ts";
import { fetchFlow, fetchVersion, lookAgain, saveDraft, type Target } from "./server.ts";

/** The version that is being edited, as the server has it. */
export interface Served {
  version: Version;
  base: Base;
  /** The newest version of the flow that we know of. */
  newestId: string;
}

export interface Saving {
  /** Undefined: the flow doesn't exist on the server yet. */
  served: Served | undefined;
  isBusy: boolean;
  failure: Error | null;
  /** Ours were made from something older: what they were made from stays noted, and saving makes a new version. */
  apart: boolean;
  /** What somebody else saved meanwhile; saving waits for a decision. */
  theirs: Version | undefined;
  /**
   * Answers the saved version, or undefined where somebody else was faster or the server said no. `beside`: as a
   * new version, whatever somebody else did.
   */
  save: (draft: Draft, beside?: boolean) => Promise<Version | undefined>;
  /** Looks whether somebody else saved something. */
  look: () => Promise<void>;
  /** Asks again with the next saving. */
  decideLater: () => void;
  /** What the server has is what is edited from here on. */
  adopt: () => void;
}

/** Saves the document where it belongs: a new flow, a new version, or the draft that is being edited. */
export function useSaving(opened: Served | undefined, conflicts: boolean): Saving {
  const client = useQueryClient();
  const [served, setServed] = useState(opened);
  const [theirs, setTheirs] = useState<Version>();
  const [apart, setApart] = useState(conflicts);

  const see = async () => {
    if (!served) return undefined;
    const { version, newestId, base } = served;
    const seen = await lookAgain(client, version.flow.id, { newestId, ...base });
    setTheirs(seen.theirs);
    return seen;
  };

  const mutation = useMutation({
    mutationFn: async ({ draft, beside }: { draft: Draft; beside: boolean }) => {
      const seen = await see();
      if (seen?.theirs && !beside) return undefined;
      const { flow, version } = await saveDraft(draft, targetOf(seen?.version, apart || beside));
      const saved = await fetchVersion(client, flow.id, version.id);
      const [newest = version] = (await fetchFlow(client, flow.id)).versions;
      await client.invalidateQueries({ queryKey: ["flows"] });
      setServed(servedOf(saved, newest.id));
      setTheirs(undefined);
      setApart(false);
      return saved;
    },
  });
  return {
    served,
    isBusy: mutation.isPending,
    failure: mutation.error,
    theirs,
    apart,
    // What went wrong is `failure`.
    save: (draft, beside = false) => mutation.mutateAsync({ draft, beside }).catch(() => undefined),
    look: async () => void (await see()),
    decideLater: () => setTheirs(undefined),
    adopt: () => {
      if (theirs && served) {
        const isOther = theirs.version.id !== served.version.version.id;
        setServed(servedOf(theirs, isOther ? theirs.version.id : served.newestId));
      }
      setTheirs(undefined);
      setApart(false);
    },
  };
}

export function servedOf(version: Version, newestId: string): Served {
  const base = { versionId: version.version.id, text: JSON.stringify(version.document) };
  return { version, base, newestId };
}

function targetOf(edited: Version | undefined, apart: boolean): Target {
  if (!edited) return { to: "flow" };
  const { flow, version } = edited;
  const isOpen = version.status === "draft" && version.launchedAt === null;
  if (isOpen && !apart) return { to: "draft", flowId: flow.id, versionId: version.id };
  return { to: "version", flowId: flow.id };
}
