import type { ComponentType } from "react";
import type { SavedVersion } from "../expression/index.tsx";
import type { BlockForm } from "./form.ts";

/** What the panel of a block type gets. */
export interface PanelProps {
  form: BlockForm;
  /** Undefined: the flow isn't saved yet. */
  version: SavedVersion | undefined;
}

/** A block type's own fields. */
export interface PanelType {
  Panel: ComponentType<PanelProps>;
  /** The fields that it shows, with what the checks say about them. */
  fields: readonly string[];
}
