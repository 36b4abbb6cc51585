import type { Json } from "../../../json.ts";
import { type ReadDraft, readDraft } from "../../document/draft.ts";

/** The server takes no larger document. */
const MOST_BYTES = 512 * 1024;

/** A flow document out of a file, or in words what is wrong with the file. */
export async function readFlowFile(file: Pick<File, "size" | "text">): Promise<ReadDraft> {
  if (file.size > MOST_BYTES) return { ok: false, message: "A flow document has at most 512 KB." };
  try {
    const value: Json = JSON.parse(await file.text());
    return readDraft(value);
  } catch (thrown) {
    return {
      ok: false,
      message: `It is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    };
  }
}
