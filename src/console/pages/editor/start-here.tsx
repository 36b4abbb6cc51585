import type { BlockType } from "../../document/draft.ts";
import type { Example } from "../../document/examples.ts";
import { BLOCK_TYPES } from "../../document/kinds.ts";
import { Button } from "../../ui/index.ts";
import { useExamples } from "../shared/examples.ts";
import { BlockChoice } from "./palette.tsx";

interface StartHereProps {
  onChoose: (type: BlockType) => void;
  onExample: (example: Example) => void;
}

/** What an empty canvas says: the next step. */
export function StartHere({ onChoose, onExample }: StartHereProps) {
  const { examples } = useExamples();
  return (
    <div className="hp-start-here">
      <div className="hp-card hp-stack">
        <h2>Choose the first block</h2>
        <p className="hp-muted">
          Runs begin there. Begin with an External Callback if a call from outside starts the flow, or with
          any other block if your system starts it. The + below a block adds what comes next.
        </p>
        <BlockChoice types={BLOCK_TYPES} onChoose={onChoose} />
        {examples.length > 0 && (
          <div className="hp-row">
            <span className="hp-muted">Or begin with an example:</span>
            {examples.map((example) => (
              <Button key={example.id} title={example.description} onClick={() => onExample(example)}>
                {example.name}
              </Button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
