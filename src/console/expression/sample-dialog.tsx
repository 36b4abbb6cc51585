import { lazy, Suspense, useId, useState } from "react";
import { isJsonObject, type JsonObject } from "../../json.ts";
import { parseJson } from "../document/parse-json.ts";
import { Button, Dialog, Spinner } from "../ui/index.ts";
import { filledUp } from "./sample.ts";

const CodeEditor = lazy(() => import("./code-editor.tsx"));

interface SampleDialogProps {
  open: boolean;
  onClose: () => void;
  sample: JsonObject;
  /** What there would be if nobody had written any. */
  usual: JsonObject;
  /** Undefined forgets what was written. */
  onChange: (sample: JsonObject | undefined) => void;
}

/** The data that expressions are tried out with. What is valid is remembered at once. */
export function SampleDialog({ open, onClose, ...rest }: SampleDialogProps) {
  return (
    <Dialog
      title="Sample data"
      open={open}
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <Editor {...rest} />
    </Dialog>
  );
}

function Editor({ sample, usual, onChange }: Omit<SampleDialogProps, "open" | "onClose">) {
  const id = useId();
  const [text, setText] = useState(() => JSON.stringify(sample, null, 2));
  const parsed = parseJson(text);
  const problem = parsed.ok && !isJsonObject(parsed.value) ? "This must be an object: { … }" : parsed.problem;
  const edit = (next: string) => {
    setText(next);
    const { value } = parseJson(next);
    if (isJsonObject(value)) onChange(value);
  };
  const replace = (next: JsonObject | undefined) => {
    setText(JSON.stringify(next ?? usual, null, 2));
    onChange(next);
  };
  const name = "What expressions of this flow are tried out with";
  return (
    <>
      <p className="hp-muted">{name}. It stays in this browser, and changes nothing of the flow.</p>
      <div className="hp-input hp-code-box">
        <Suspense fallback={<Spinner label="Loading the editor" />}>
          <CodeEditor
            value={text}
            onChange={edit}
            mode="json"
            multiline
            attributes={{ "aria-label": name, "aria-describedby": `${id}-problem` }}
          />
        </Suspense>
      </div>
      <p id={`${id}-problem`} className="hp-field-error">
        {problem}
      </p>
      <div className="hp-row">
        <Button onClick={() => replace(filledUp(sample, usual))}>Fill in what is missing</Button>
        <Button onClick={() => replace(undefined)}>Start over</Button>
      </div>
    </>
  );
}
