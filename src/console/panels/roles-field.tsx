import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, call } from "../api/client.ts";
import { FieldNotes } from "../expression/index.tsx";
import { MultiSelect } from "../ui/index.ts";
import { isTexts } from "./fields.ts";
import { type FieldProps, PanelField } from "./panel-field.tsx";

interface RolesFieldProps extends FieldProps {
  hint: string;
  /** What no role means. */
  none: string;
}

/** Roles, of those that exist; without any, the field goes. */
export function RolesField({ form, path, label, hint, none }: RolesFieldProps) {
  const roles = useQuery({ queryKey: ["roles"], queryFn: () => call(api.GET("/api/manage/roles")) });
  return (
    <PanelField form={form} path={path} label={label} takes={isTexts}>
      {(chosen = []) => (
        <>
          <MultiSelect
            label={label}
            options={roles.data?.items.map(({ name }) => name) ?? chosen}
            value={chosen}
            onChange={(next) => form.set(path, next.length === 0 ? undefined : next)}
            none={none}
            hint={hint}
          />
          <p className="hp-field-hint">
            {roles.error ? `The roles can't be listed: ${roles.error.message} ` : ""}
            Another role? <Link href="/users">Make it under Users</Link>.
          </p>
          <FieldNotes problems={form.problemsAt(path)} />
        </>
      )}
    </PanelField>
  );
}
