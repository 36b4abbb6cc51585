import { createContext, useContext } from "react";
import type { Reply } from "../api/reply.ts";

/** The version that is stored of what is being edited: it knows the URLs, and has had callbacks perhaps. */
export type SavedVersion = Pick<
  Reply<"/api/manage/flows/{flowId}/versions/{versionId}", "get">,
  "flow" | "triggers" | "reads"
>;

const Surroundings = createContext<SavedVersion | undefined>(undefined);

/** Around fields for expressions: what they try out real data of. */
export const SavedVersionOf = Surroundings.Provider;

/** Undefined: the flow isn't saved yet. */
export function useSavedVersion(): SavedVersion | undefined {
  return useContext(Surroundings);
}
