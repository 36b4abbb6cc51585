import { useRef } from "react";
import { isJsonObject } from "../../../../json.ts";
import { ChoiceField } from "../../choice-field.tsx";
import { FlagField } from "../../flag-field.tsx";
import type { BlockForm } from "../../form.ts";
import { ObjectFields } from "../../panel-field.tsx";
import { RolesField } from "../../roles-field.tsx";
import { Section } from "../../section.tsx";
import { authenticationSummary } from "../summaries.ts";
import { ApiKeyFields } from "./api-key.tsx";
import { JwtFields } from "./jwt.tsx";
import { SignatureFields } from "./signature.tsx";
import { type KeptSettings, switched } from "./switched.ts";

const TYPES = [
  { value: "NONE", text: "NONE: whoever has the URL" },
  { value: "BACKENDLESS", text: "BACKENDLESS: a logged-in user" },
  { value: "SIGNATURE", text: "SIGNATURE: whoever signs" },
  { value: "JWT", text: "JWT: a login service's user" },
  { value: "API_KEY", text: "API_KEY: whoever has a key" },
];
const HINTS: Readonly<Record<string, string>> = {
  BACKENDLESS: "The user comes by the header user-token.",
  SIGNATURE:
    "Payment providers, code hosts and chat systems sign what they send with a secret that only they and you know.",
  JWT: "Your identity provider has logged the user in; the token comes by the header Authorization: Bearer.",
  API_KEY: "For a system of your own: it sends a key that you gave it.",
};
const POLICIES = [
  { value: "ERROR", text: "ERROR: refuse the callback" },
  { value: "IGNORE", text: "IGNORE: 200, activate nothing" },
];

/** Who may activate the trigger. */
export function Authentication({ form }: { form: BlockForm }) {
  return (
    <Section
      form={form}
      title="Authentication"
      summary={authenticationSummary(form.block)}
      paths={["authentication"]}
      isOpenAtFirst
    >
      <ObjectFields form={form} path="authentication" label="Authentication">
        <TypeField form={form} />
        <OwnFields form={form} />
      </ObjectFields>
    </Section>
  );
}

function TypeField({ form }: { form: BlockForm }) {
  const kept = useRef<KeptSettings>({});
  const choose = (chosen: string) => {
    const { authentication } = form.block;
    const next = switched(isJsonObject(authentication) ? authentication : {}, chosen, kept.current);
    kept.current = next.kept;
    form.set("authentication", next.authentication);
  };
  return (
    <ChoiceField
      form={form}
      path="authentication.type"
      label="Authentication Type"
      options={TYPES}
      usual="NONE"
      onChoose={choose}
      hint={HINTS[form.text("authentication.type")]}
    />
  );
}

function OwnFields({ form }: { form: BlockForm }) {
  const type = form.text("authentication.type") || "NONE";
  return (
    <>
      {type === "SIGNATURE" && <SignatureFields form={form} />}
      {type === "JWT" && <JwtFields form={form} />}
      {type === "API_KEY" && <ApiKeyFields form={form} />}
      {type !== "JWT" &&
        (type === "BACKENDLESS" || form.at("authentication.requiredRoles") !== undefined) && (
          <RolesField
            form={form}
            path="authentication.requiredRoles"
            label="Required Roles"
            none="Any logged-in user"
            hint="The user needs all of them."
          />
        )}
      {type !== "NONE" && (
        <ChoiceField
          form={form}
          path="authentication.onFail"
          label="On Fail Policy"
          options={POLICIES}
          usual="ERROR"
          hint={FAILURES[type] ?? "What a sender hears who can't show who it is."}
        />
      )}
      {type === "BACKENDLESS" && (
        <FlagField
          form={form}
          path="authentication.fresh"
          label="Ask for the user afresh with each callback"
          hint="Otherwise a logout or a change of roles may take up to a minute elsewhere in the world."
        />
      )}
    </>
  );
}

const FAILURES: Readonly<Record<string, string>> = {
  BACKENDLESS: "What a sender hears who isn't logged in, or lacks a role.",
  SIGNATURE: "What a sender hears whose signature is wrong. Why it is, the receipt tells you alone.",
  JWT: "What a sender hears whose token isn't good, or lacks a role.",
  API_KEY: "What a sender hears who doesn't have the key.",
};
