import type { Draft } from "../../document/draft.ts";
import { type MenuItem, useToast } from "../../ui/index.ts";
import { readFlowFile } from "../flows/flow-file.ts";
import { useExamples } from "../shared/examples.ts";
import { replacing } from "./edits.ts";
import { chooseFile, exportDraft } from "./files.ts";
import type { Editing } from "./use-editing.ts";

/** What is done now and then: files and examples. Each replaces the document in one step that can be undone. */
export function useMore(draft: Draft, editing: Editing, isLocked: boolean): MenuItem[] {
  const toast = useToast();
  const { examples } = useExamples();
  const replace = (next: Draft, said: string) => {
    editing.edit(replacing(next));
    toast(`${said} Undo brings back what was here.`);
  };
  const importFile = async () => {
    const file = await chooseFile();
    const read = file && (await readFlowFile(file));
    if (!read) return;
    if (read.ok) replace(read.draft, `${file.name} is on the canvas.`);
    else toast(`${file.name} was not opened. ${read.message}`, "problem");
  };
  return [
    { label: "Export as JSON", onSelect: () => toast(`Saved as ${exportDraft(draft)}`) },
    { label: "Import JSON …", disabled: isLocked, onSelect: () => void importFile() },
    ...examples.map((example) => ({
      label: `Example: ${example.name}`,
      disabled: isLocked,
      onSelect: () => replace(example.draft, `The example “${example.name}” is on the canvas.`),
    })),
  ];
}
