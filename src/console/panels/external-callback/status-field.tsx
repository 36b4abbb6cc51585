import { useState } from "react";
import type { Json } from "../../../json.ts";
import { Select } from "../../ui/index.ts";
import { ComputedField } from "../computed-field.tsx";
import type { BlockForm } from "../form.ts";
import { ControlField } from "../panel-field.tsx";

const PATH = "response.status";
const LABEL = "Status";
const ANSWERS: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No content",
};
const REDIRECTS: Readonly<Record<number, string>> = {
  303: "See other: the browser opens the page",
  302: "Found: likewise, for older systems",
  307: "Temporary redirect: the callback is sent on",
  301: "Moved permanently",
  308: "Permanent redirect",
};
const COMPUTED = "computed";

/** The status of the answer: one of the usual ones, or computed. Any other number is kept, and shown as it is. */
export function StatusField({ form, redirects }: { form: BlockForm; redirects: boolean }) {
  const value = form.at(PATH);
  const [wantsComputed, setComputed] = useState(typeof value === "string");
  const isComputed = typeof value === "string" || (wantsComputed && value === undefined);
  const words = redirects ? REDIRECTS : ANSWERS;
  const usual = redirects ? 303 : 200;
  const choose = (chosen: string) => {
    setComputed(chosen === COMPUTED);
    const isUsual = chosen === COMPUTED || Number(chosen) === usual;
    form.set(PATH, isUsual ? undefined : Number(chosen));
  };
  return (
    <>
      <ControlField form={form} path={PATH} label={LABEL} takes={isStatus}>
        {(status = usual) => (
          <Select value={isComputed ? COMPUTED : status} onChange={({ target }) => choose(target.value)}>
            {typeof status === "number" && !Object.hasOwn(words, status) && (
              <option value={status}>{status}</option>
            )}
            {/* The usual one first, which no order of numbers gives. */}
            {[
              usual,
              ...Object.keys(words)
                .map(Number)
                .filter((each) => each !== usual),
            ].map((each) => (
              <option key={each} value={each}>
                {`${each} ${words[each]}`}
              </option>
            ))}
            <option value={COMPUTED}>Computed by an expression</option>
          </Select>
        )}
      </ControlField>
      {isComputed && (
        <ComputedField
          form={form}
          path={PATH}
          as="text"
          label="Status, computed"
          hint={`It must give ${redirects ? "301, 302, 303, 307 or 308" : "a number from 200 to 299"}: senders retry on others.`}
          placeholder={`{{ ${form.id}.data.isNew ? 201 : 200 }}`}
        />
      )}
    </>
  );
}

function isStatus(value: Json): value is number | string {
  return typeof value === "number" || typeof value === "string";
}
