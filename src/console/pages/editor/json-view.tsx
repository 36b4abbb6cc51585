import { lazy, Suspense, useEffect, useId, useRef, useState } from "react";
import type { Draft } from "../../document/draft.ts";
import { placeOf, readText, textOf } from "../../document/json-text.ts";
import { Button, CopyButton, Spinner } from "../../ui/index.ts";
import type { Editing } from "./use-editing.ts";

const JsonCode = lazy(() => import("./json-code.tsx"));

interface JsonViewProps {
  draft: Draft;
  /** What is no document at the moment. */
  unread: string | undefined;
  editing: Editing;
}

/** The same document as JSON. What is written here is drawn at once; what is drawn is written here. */
export function JsonView({ draft, unread, editing }: JsonViewProps) {
  const [text, setText] = useState(() => unread ?? textOf(draft));
  /** The document that the text says, so that our own writing isn't taken for somebody else's. */
  const said = useRef(draft);
  const note = useId();
  useEffect(() => {
    if (draft === said.current || unread !== undefined) return;
    said.current = draft;
    setText(textOf(draft));
  }, [draft, unread]);

  const write = (next: string) => {
    setText(next);
    const read = readText(next);
    if (!read.ok) {
      editing.write(next);
      return;
    }
    said.current = read.draft;
    editing.setDraft(read.draft, "json");
  };
  const discard = () => {
    editing.write(undefined);
    said.current = draft;
    setText(textOf(draft));
  };
  return (
    <div className="hp-json-view">
      <div className="hp-row">
        <h2>JSON</h2>
        <CopyButton text={text} label="the JSON" />
      </div>
      <p id={note} className={unread === undefined ? "hp-muted" : "hp-field-error"} role="status">
        {unread === undefined
          ? "What you change here changes the picture, and the other way round."
          : mistake(text)}
      </p>
      {unread !== undefined && (
        <div className="hp-row">
          <Button onClick={discard}>Go back to the last valid document</Button>
        </div>
      )}
      <Suspense fallback={<Spinner label="Loading the JSON editor" />}>
        <JsonCode value={text} onChange={write} describedBy={note} />
      </Suspense>
    </div>
  );
}

function mistake(text: string): string {
  const read = readText(text);
  if (read.ok) return "";
  const { message, offset } = read;
  if (offset === undefined) return message;
  const { line, column } = placeOf(text, offset);
  return `Line ${line}, column ${column}: ${message}. The picture shows the last valid document.`;
}
