import { type KeyboardEvent, useState } from "react";
import { Field, TextInput } from "../ui/index.ts";

interface IdFieldProps {
  id: string;
  /** In words, why it can't be called so; undefined: it is. */
  onRename: (id: string) => string | undefined;
}

/** The name by which expressions read the block. It changes when the field is left, everywhere at once. */
export function IdField({ id, onRename }: IdFieldProps) {
  const [known, setKnown] = useState(id);
  const [text, setText] = useState(id);
  const [problem, setProblem] = useState<string>();
  if (known !== id) {
    setKnown(id);
    setText(id);
    setProblem(undefined);
  }
  const reset = () => {
    setText(id);
    setProblem(undefined);
  };
  const rename = () => {
    const wanted = text.trim();
    if (wanted === id) reset();
    else setProblem(onRename(wanted));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") rename();
    if (event.key === "Escape") {
      event.stopPropagation();
      reset();
    }
  };
  return (
    <div data-field="id">
      <Field
        label="Id"
        hint="Expressions read the block by it. Changed here, it changes everywhere in the flow."
        error={problem && `${problem}. It is still called "${id}".`}
      >
        <TextInput
          className="hp-mono"
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          onChange={({ target }) => setText(target.value)}
          onBlur={rename}
          onKeyDown={onKeyDown}
        />
      </Field>
    </div>
  );
}
