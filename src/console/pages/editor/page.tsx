import { useEffect, useState } from "react";
import { useLocation, useParams, useSearch } from "wouter";
import type { Example } from "../../document/examples.ts";
import { NEW_FLOW } from "../../document/storage.ts";
import { Page, ProblemBox, Spinner } from "../../ui/index.ts";
import { useExamples } from "../shared/examples.ts";
import { useFlow, useVersion } from "../shared/flows.ts";
import type { Version } from "../shared/types.ts";
import { Editor } from "./editor.tsx";
import { openNew, openVersion } from "./opening.ts";
import { drafts } from "./use-keeping.ts";
import { servedOf } from "./use-saving.ts";

/** The editor of a flow: of its newest version, of the one that `?version=` names, or of a new flow. */
export default function EditorPage() {
  const { flowId } = useParams();
  const search = new URLSearchParams(useSearch());
  if (flowId === undefined) return <NewFlow exampleId={search.get("example")} />;
  const versionId = search.get("version") ?? undefined;
  return <ExistingFlow key={versionId ?? ""} flowId={flowId} versionId={versionId} />;
}

function NewFlow({ exampleId }: { exampleId: string | null }) {
  const { examples, isLoading } = useExamples();
  if (exampleId !== null && isLoading) return <Spinner label="Loading the example" />;
  return <OpenedNewFlow example={examples.find(({ id }) => id === exampleId)} />;
}

function OpenedNewFlow({ example }: { example: Example | undefined }) {
  const [, go] = useLocation();
  const [opening] = useState(() => openNew(drafts.draft(NEW_FLOW), example));
  useEffect(() => {
    // Now that it is on the canvas, a reload has to find the edits and not the example once more.
    if (window.location.search !== "") go("/flows/new", { replace: true });
  }, [go]);
  return <Editor flowId={undefined} opening={opening} served={undefined} />;
}

interface ExistingFlowProps {
  flowId: string;
  versionId: string | undefined;
}

function ExistingFlow({ flowId, versionId }: ExistingFlowProps) {
  const flow = useFlow(flowId);
  const newest = flow.data?.versions[0]?.id;
  // What is saved later is edited on, not opened once more.
  const [opened, setOpened] = useState<{ version: Version; newestId: string }>();
  const version = useVersion(flowId, versionId ?? newest);
  const isFresh = !flow.isFetching && !version.isFetching;
  if (!opened && flow.data && version.data && newest !== undefined && isFresh) {
    setOpened({ version: version.data, newestId: newest });
  }
  if (opened) return <OpenedFlow flowId={flowId} {...opened} />;
  const failure = flow.error ?? version.error;
  const retry = () => void (flow.error ? flow.refetch() : version.refetch());
  return (
    <Page title="Editor">
      {failure ? <ProblemBox failure={failure} retry={retry} /> : <Spinner label="Loading the flow" />}
    </Page>
  );
}

function OpenedFlow({ flowId, version, newestId }: { flowId: string; version: Version; newestId: string }) {
  const [opening] = useState(() => {
    const { version: summary, document } = version;
    return openVersion(
      { versionId: summary.id, document, layout: drafts.layout(flowId) },
      drafts.draft(flowId),
    );
  });
  if (!opening) return <ProblemBox failure="The document of this version can't be shown." />;
  return <Editor flowId={flowId} opening={opening} served={servedOf(version, newestId)} />;
}
