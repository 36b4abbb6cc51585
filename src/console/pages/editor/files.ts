import type { Draft } from "../../document/draft.ts";
import { textOf } from "../../document/json-text.ts";
import { download, fileNameOf } from "../flow/download.ts";

/** Saves the document as a file, as it stands. Answers the file's name. */
export function exportDraft(draft: Draft): string {
  const name = fileNameOf(typeof draft.name === "string" ? draft.name : "flow");
  download(name, textOf(draft));
  return name;
}

/** Asks for a file; undefined where none was chosen. */
export function chooseFile(): Promise<File | undefined> {
  const { promise, resolve } = Promise.withResolvers<File | undefined>();
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "application/json,.json";
  input.addEventListener("change", () => resolve(input.files?.[0]));
  input.addEventListener("cancel", () => resolve(undefined));
  input.click();
  return promise;
}
