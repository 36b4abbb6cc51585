import { useRef } from "react";
import { isJsonObject, type JsonObject } from "../../../json.ts";
import { ChoiceField } from "../choice-field.tsx";
import { FlagField } from "../flag-field.tsx";
import type { BlockForm } from "../form.ts";
import { ObjectFields } from "../panel-field.tsx";
import { RolesField } from "../roles-field.tsx";
import { Section } from "../section.tsx";
import { authenticationSummary } from "./summaries.ts";

const TYPES = [
  { value: "NONE", text: "NONE: whoever has the URL" },
  { value: "BACKENDLESS", text: "BACKENDLESS: a logged-in user" },
];
const POLICIES = [
  { value: "ERROR", text: "ERROR: refuse the callback" },
  { value: "IGNORE", text: "IGNORE: answer 200, activate nothing" },
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
        <UserFields form={form} />
      </ObjectFields>
    </Section>
  );
}

function TypeField({ form }: { form: BlockForm }) {
  const before = useRef<JsonObject>({});
  const choose = (chosen: string) => {
    if (chosen !== "NONE") return form.set("authentication", { ...before.current, type: chosen });
    // Without users there are no roles to ask for; who comes back gets them back.
    const { authentication } = form.block;
    if (isJsonObject(authentication)) before.current = authentication;
    form.set("authentication", undefined);
  };
  const asksForUser = form.text("authentication.type") === "BACKENDLESS";
  return (
    <ChoiceField
      form={form}
      path="authentication.type"
      label="Authentication Type"
      options={TYPES}
      usual="NONE"
      onChoose={choose}
      hint={asksForUser && "The user comes by the header user-token."}
    />
  );
}

function UserFields({ form }: { form: BlockForm }) {
  const asksForUser = (form.text("authentication.type") || "NONE") !== "NONE";
  return (
    <>
      {(asksForUser || form.at("authentication.requiredRoles") !== undefined) && (
        <RolesField
          form={form}
          path="authentication.requiredRoles"
          label="Required Roles"
          none="Any logged-in user"
          hint="The user needs all of them."
        />
      )}
      {asksForUser && (
        <>
          <ChoiceField
            form={form}
            path="authentication.onFail"
            label="On Fail Policy"
            options={POLICIES}
            usual="ERROR"
            hint="What a sender hears who isn't logged in, or lacks a role."
          />
          <FlagField
            form={form}
            path="authentication.fresh"
            label="Ask for the user afresh with each callback"
            hint="Otherwise a logout or a change of roles may take up to a minute elsewhere in the world."
          />
        </>
      )}
    </>
  );
}
