import type { SavedVersion } from "../expression/index.tsx";
import type { BlockForm } from "./form.ts";

/** What the panel of a block type gets. */
export interface PanelProps {
  form: BlockForm;
  /** Undefined: the flow isn't saved yet. */
  version: SavedVersion | undefined;
}
