import type { Json } from "../../../json.ts";
import { curlOf } from "../../api/curl.ts";
import { isSigned, proofOf } from "../../document/senders.ts";
import type { SavedVersion } from "../../expression/index.tsx";
import { sampleOfPaths } from "../../expression/sample.ts";
import { CopyButton, Field, TextArea, TextInput } from "../../ui/index.ts";
import type { BlockForm } from "../form.ts";
import { Section } from "../section.tsx";

interface AddressProps {
  form: BlockForm;
  version: SavedVersion | undefined;
}

/** Where the outside system calls: the system gives the addresses, and nobody can change them. */
export function Address({ form, version }: AddressProps) {
  const trigger = version?.triggers.find(({ block }) => block === form.id);
  if (!version || !trigger) {
    return (
      <Field
        label="Callback URL"
        hint="Save the flow to get it: the system makes a URL of its own for this trigger."
      >
        <TextInput readOnly value="" placeholder="Comes with saving" />
      </Field>
    );
  }
  const { callbackUrl, stableUrl } = trigger;
  const { authentication } = form.block;
  const curl = curlOf({
    url: callbackUrl,
    data: JSON.stringify(bodyFor(version, form.id)),
    proof: proofOf(authentication),
  });
  return (
    <Section form={form} title="Address" summary="Callback URL, Stable URL and cURL" paths={[]} isOpenAtFirst>
      <UrlField label="Callback URL" url={callbackUrl} hint="For runs of this version alone." />
      <UrlField
        label="Stable URL"
        url={stableUrl}
        hint="For runs of every version: it stays when a new version is launched."
      />
      {isSigned(authentication) ? (
        <p className="hp-field-hint">
          The sender signs what it sends, so there is no cURL for it: without a signature it is refused. To
          try the trigger, send a test callback under Waiting: you answer for that one.
        </p>
      ) : (
        <div className="hp-field">
          <div className="hp-expression-head">
            <span className="hp-expression-label">As cURL</span>
            <CopyButton text={curl} label="cURL" />
          </div>
          <pre className="hp-panel-curl" tabIndex={0} aria-label="cURL command">
            {curl}
          </pre>
        </div>
      )}
    </Section>
  );
}

function UrlField({ label, url, hint }: { label: string; url: string; hint: string }) {
  return (
    <Field label={label} hint={hint}>
      <div className="hp-panel-copy">
        <TextArea readOnly rows={4} value={url} onFocus={({ target }) => target.select()} />
        <CopyButton text={url} label={label} />
      </div>
    </Field>
  );
}

/** With what the flow reads of the callback. */
function bodyFor({ reads }: SavedVersion, block: string): Json {
  return sampleOfPaths(reads[block] ?? []);
}
