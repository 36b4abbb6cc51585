import { BlockIcon } from "../../canvas/icons.tsx";
import type { BlockType } from "../../document/draft.ts";
import { BLOCK_TYPES, KINDS } from "../../document/kinds.ts";
import { Dialog } from "../../ui/index.ts";
import "./palette.css";

interface PaletteProps {
  /** Where the block will go, in words. */
  title: string;
  onChoose: (type: BlockType) => void;
  onClose: () => void;
  /** Only blocks that lead on: it goes into a link. */
  leadingOn?: boolean;
}

/** Asks which block to add. */
export function Palette({ title, onChoose, onClose, leadingOn = false }: PaletteProps) {
  return (
    <Dialog title={title} open onClose={onClose}>
      <BlockChoice
        types={BLOCK_TYPES.filter((type) => !leadingOn || type !== "return")}
        onChoose={onChoose}
      />
    </Dialog>
  );
}

interface BlockChoiceProps {
  types: readonly BlockType[];
  onChoose: (type: BlockType) => void;
}

export function BlockChoice({ types, onChoose }: BlockChoiceProps) {
  return (
    <ul className="hp-palette">
      {types.map((type) => (
        <li key={type}>
          <button type="button" onClick={() => onChoose(type)}>
            <span className="hp-block" data-type={type}>
              <BlockIcon type={type} />
            </span>
            <span>
              <strong>{KINDS[type].label}</strong>
              <small>{KINDS[type].does}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
