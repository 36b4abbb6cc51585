import { type ChangeEvent, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Draft } from "../../document/draft.ts";
import { DraftStorage, importedDraft, NEW_FLOW } from "../../document/storage.ts";
import { Button, Confirm, useToast } from "../../ui/index.ts";
import { readFlowFile } from "./flow-file.ts";

/** Opens a flow document from a file in the editor. Nothing is published by that. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  const [waiting, setWaiting] = useState<Draft>();
  const [, go] = useLocation();
  const toast = useToast();
  const drafts = new DraftStorage(window.localStorage);
  const open = (draft: Draft) => {
    if (drafts.keepDraft(NEW_FLOW, importedDraft(draft, Date.now()))) go("/flows/new");
    else toast("This browser keeps nothing for the console, so the file can't be opened here.", "problem");
  };
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    // The same file can be chosen again once it was mended.
    const content = file && (await readFlowFile(file));
    target.value = "";
    if (!content) return;
    if (!content.ok) toast(`${file.name} was not opened. ${content.message}`, "problem");
    else if (drafts.draft(NEW_FLOW)) setWaiting(content.draft);
    else open(content.draft);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="A flow as a JSON file"
        onChange={(event) => void read(event)}
      />
      <Button onClick={() => input.current?.click()}>Import</Button>
      <Confirm
        title="Replace the new flow that isn't saved?"
        message="The editor holds a new flow that was not published yet. Opening the file replaces it."
        confirm="Replace it"
        danger
        open={waiting !== undefined}
        onClose={() => setWaiting(undefined)}
        onConfirm={() => waiting && open(waiting)}
      />
    </>
  );
}
