import { CopyButton, Field, TextInput } from "../../ui/index.ts";
import "./copy-field.css";

/** A text to take along: read-only, selected as a whole when it gets the focus, with a button that copies it. */
export function CopyField({ label, text, hint }: { label: string; text: string; hint?: string }) {
  return (
    <Field label={label} hint={hint}>
      <div className="hp-copy-field">
        <TextInput
          readOnly
          className="hp-mono"
          value={text}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <CopyButton text={text} label={label} />
      </div>
    </Field>
  );
}

/** Several lines to take along. */
export function CopyBlock({ label, text }: { label: string; text: string }) {
  return (
    <figure className="hp-copy-block">
      <figcaption className="hp-row">
        <span>{label}</span>
        <CopyButton text={text} label={label} />
      </figcaption>
      {/* It scrolls, so it has to be reachable by keys. */}
      <pre tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
    </figure>
  );
}
