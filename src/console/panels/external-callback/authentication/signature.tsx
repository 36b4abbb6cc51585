import { isJsonObject } from "../../../../json.ts";
import { ChoiceField } from "../../choice-field.tsx";
import { DurationField } from "../../duration-field.tsx";
import type { BlockForm } from "../../form.ts";
import { HmacFields } from "./hmac.tsx";
import { SCHEMES } from "./schemes.ts";
import { SecretField } from "./secret-field.tsx";
import { withScheme } from "./switched.ts";

const OPTIONS = Object.entries(SCHEMES).map(([value, { name }]) => ({ value, text: name }));

/** By what a sender signs. */
export function SignatureFields({ form }: { form: BlockForm }) {
  const scheme = form.text("authentication.scheme");
  const help = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
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
      {scheme === "HMAC" && <HmacFields form={form} />}
      <SecretField form={form} where={help?.where} />
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
