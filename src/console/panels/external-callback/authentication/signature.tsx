import { isJsonObject } from "../../../../json.ts";
import { ChoiceField } from "../../choice-field.tsx";
import { DurationField } from "../../duration-field.tsx";
import type { BlockForm } from "../../form.ts";
import { HmacFields } from "./hmac.tsx";
import { SCHEMES, schemeHelp } from "./schemes.ts";
import { SecretField } from "./secret-field.tsx";
import { withScheme } from "./switched.ts";

const OPTIONS = Object.entries(SCHEMES).map(([value, { name }]) => ({ value, text: name }));

/** By what a sender signs. */
export function SignatureFields({ form }: { form: BlockForm }) {
  const scheme = form.text("authentication.scheme");
  const help = schemeHelp(scheme);
  const { authentication } = form.block;
  const choose = (chosen: string) =>
    form.set("authentication", withScheme(isJsonObject(authentication) ? authentication : {}, chosen));
  const isTimed = help?.isTimed === true || form.at("authentication.timestampHeader") !== undefined;
  return (
    <>
      <ChoiceField
        form={form}
        path="authentication.scheme"
        label="Who signs"
        options={OPTIONS}
        usual=""
        onChoose={choose}
      />
      {help?.forms !== undefined && !takesForms(form) && (
        <p className="hp-field-hint">{`${help.forms}: tick Form under Callback formats.`}</p>
      )}
      {scheme === "HMAC" && <HmacFields form={form} />}
      <SecretField
        form={form}
        path="authentication.secret"
        label="Name of the secret"
        where={help?.where}
        most={2}
      />
      {scheme === "META" && (
        <SecretField
          form={form}
          path="authentication.verifyToken"
          label="Name of the verify token"
          where="you make it up, and type it in at Meta beside the URL. Meta asks for it once."
          most={1}
        />
      )}
      {isTimed && (
        <DurationField
          form={form}
          path="authentication.tolerance"
          label="Refuse what was signed longer ago than"
          hint="So that nobody can send again later what was overheard."
          usual="PT5M"
        />
      )}
    </>
  );
}

function takesForms(form: BlockForm): boolean {
  const accept = form.at("accept");
  return Array.isArray(accept) && accept.includes("form");
}
