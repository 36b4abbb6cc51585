import { useState } from "react";
import type { JsonObject } from "../../../json.ts";
import { type DataDraft, dataOf, draftOf, newDraft } from "./data-draft.ts";
import { dataFields } from "./data-fields.ts";
import { useVersion } from "./flows.ts";

/** A form for the data that a version reads: of a trigger by its block, or `initial`. `like`: what it begins with. */
export function useTriggerData(
  flowId: string,
  versionId: string | undefined,
  root: string,
  like?: JsonObject,
) {
  const { data: version } = useVersion(flowId, versionId);
  const fields = version ? dataFields(root, version.reads[root] ?? [], version.document) : [];
  const [edited, setEdited] = useState<DataDraft>();
  const draft = edited ?? (like ? draftOf(like, fields) : newDraft(fields));
  return { fields, draft, onChange: setEdited, drafted: dataOf(draft, fields) };
}
