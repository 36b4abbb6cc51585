import type { Json } from "../../../../json.ts";
import { FieldNotes } from "../../../expression/index.tsx";
import { CopyButton } from "../../../ui/index.ts";
import { isText, isTexts } from "../../fields.ts";
import { type FieldProps, PanelField } from "../../panel-field.tsx";
import { TextLines } from "../../text-lines.tsx";
import { looksSecret } from "./schemes.ts";

interface SecretFieldProps extends Omit<FieldProps, "hint"> {
  /** Where what it says is found. */
  where: string | undefined;
  /** Two: either is good while one takes over from the other. */
  most: 1 | 2;
}

/** A secret by its name, and how to set what it says. */
export function SecretField({ form, path, label, where, most }: SecretFieldProps) {
  return (
    <PanelField form={form} path={path} label={label} takes={isNames}>
      {(value = []) => {
        const names = isText(value) ? [value] : value;
        const set = (next: readonly string[]) => form.set(path, next.length > 1 ? next : next[0]);
        return (
          <div className="hp-panel-values" role="group" aria-label={label}>
            <span className="hp-expression-label">{label}</span>
            <TextLines
              texts={names.length === 0 ? [""] : names}
              onChange={set}
              noun={label}
              add="Let a second one be good, too"
              least={1}
              most={most}
              placeholder="STRIPE"
              tidy={(text) => text.replaceAll(/\s/g, "_")}
            />
            {names.length > 1 && (
              <p className="hp-field-hint">
                Either is good: take the old one out once the sender signs with the new one.
              </p>
            )}
            {names.some(looksSecret) && (
              <p className="hp-field-error">
                This looks like the secret itself. Write a name of your own choice here: flows can be read by
                others.
              </p>
            )}
            <FieldNotes problems={form.problemsAt(path)} />
            {where !== undefined && <p className="hp-field-hint">{`Its value: ${where}`}</p>}
            <Commands names={names.filter(Boolean)} />
          </div>
        );
      }}
    </PanelField>
  );
}

/** A document has names alone: what they stand for never leaves the server. */
function Commands({ names }: { names: readonly string[] }) {
  return (
    <>
      <p className="hp-field-hint">
        {"In the flow stands its name alone. Set it on the server, or in "}
        <code>.dev.vars</code>
        {" on your own machine:"}
      </p>
      {names.map((name) => {
        const command = `npm run wrangler -- secret put FLOW_SECRET_${name}`;
        return (
          <div key={name} className="hp-panel-copy">
            <pre className="hp-panel-curl" tabIndex={0} aria-label={`Command that sets ${name}`}>
              {command}
            </pre>
            <CopyButton text={command} label={`command for ${name}`} />
          </div>
        );
      })}
    </>
  );
}

function isNames(value: Json): value is string | string[] {
  return isText(value) || isTexts(value);
}
