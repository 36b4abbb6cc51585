import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Link } from "wouter";
import { isJsonObject, type JsonObject } from "../../json.ts";
import { api, call } from "../api/client.ts";
import { FieldNotes } from "../expression/index.tsx";
import { Checkbox, MultiSelect } from "../ui/index.ts";
import type { BlockForm } from "./form.ts";
import { ChoiceField, Showable } from "./panel-field.tsx";

const TYPES = [
  { value: "NONE", text: "NONE: whoever has the URL" },
  { value: "BACKENDLESS", text: "BACKENDLESS: a logged-in user" },
];
const POLICIES = [
  { value: "ERROR", text: "ERROR: refuse the callback" },
  { value: "IGNORE", text: "IGNORE: answer 200, activate nothing" },
];

/** Who may activate the trigger. */
export function AuthenticationFields({ form }: { form: BlockForm }) {
  const before = useRef<JsonObject>({});
  const { authentication } = form.block;
  const type = form.text("authentication.type") || "NONE";
  const choose = (chosen: string) => {
    if (chosen !== "NONE") return form.set("authentication", { ...before.current, type: chosen });
    // Without users there are no roles to ask for; who comes back gets them back.
    if (isJsonObject(authentication)) before.current = authentication;
    form.set("authentication", undefined);
  };
  return (
    <Showable
      form={form}
      path="authentication"
      label="Authentication"
      isShowable={authentication === undefined || isJsonObject(authentication)}
    >
      <ChoiceField
        form={form}
        path="authentication.type"
        label="Authentication Type"
        options={TYPES}
        usual="NONE"
        onChoose={choose}
        {...(type === "BACKENDLESS" && { hint: "The user comes by the header user-token." })}
      />
      {(type !== "NONE" || form.at("authentication.requiredRoles") !== undefined) && (
        <RolesField form={form} />
      )}
      {type !== "NONE" && (
        <>
          <ChoiceField
            form={form}
            path="authentication.onFail"
            label="On Fail Policy"
            options={POLICIES}
            usual="ERROR"
            hint="What a sender hears who isn't logged in, or lacks a role."
          />
          <FreshField form={form} />
        </>
      )}
    </Showable>
  );
}

function RolesField({ form }: { form: BlockForm }) {
  const path = "authentication.requiredRoles";
  const value = form.at(path);
  const chosen = Array.isArray(value) ? value.filter((role) => typeof role === "string") : [];
  const isShowable = value === undefined || (Array.isArray(value) && chosen.length === value.length);
  const roles = useQuery({ queryKey: ["roles"], queryFn: () => call(api.GET("/api/manage/roles")) });
  return (
    <Showable form={form} path={path} label="Required Roles" isShowable={isShowable}>
      <div data-field={path}>
        <MultiSelect
          label="Required Roles"
          options={roles.data?.items.map(({ name }) => name) ?? chosen}
          value={chosen}
          onChange={(next) => form.set(path, next.length === 0 ? undefined : next)}
          none="Any logged-in user"
          hint="The user needs all of them."
        />
        <p className="hp-field-hint">
          {roles.error ? `The roles can't be listed: ${roles.error.message} ` : ""}
          Another role? <Link href="/users">Make it under Users</Link>.
        </p>
        <FieldNotes problems={form.problemsAt(path)} />
      </div>
    </Showable>
  );
}

function FreshField({ form }: { form: BlockForm }) {
  const path = "authentication.fresh";
  const value = form.at(path);
  return (
    <Showable
      form={form}
      path={path}
      label="Check the user afresh"
      isShowable={value === undefined || typeof value === "boolean"}
    >
      <div data-field={path}>
        <Checkbox
          label="Ask for the user afresh with each callback"
          checked={value === true}
          onChange={({ target }) => form.set(path, target.checked ? true : undefined)}
        />
        <p className="hp-field-hint">
          Otherwise a logout or a change of roles may take up to a minute elsewhere in the world.
        </p>
      </div>
    </Showable>
  );
}
