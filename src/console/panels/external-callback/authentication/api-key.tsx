import type { BlockForm } from "../../form.ts";
import { TextField } from "../../text-field.tsx";
import { SecretField } from "./secret-field.tsx";

/** A key that the sender knows, and where it comes. */
export function ApiKeyFields({ form }: { form: BlockForm }) {
  return (
    <>
      <SecretField
        form={form}
        path="authentication.secret"
        label="Name of the key"
        where="you make it up, long and random, as openssl rand -hex 32 does."
        most={2}
      />
      <TextField
        form={form}
        path="authentication.header"
        label="Header with the key"
        placeholder="x-api-key"
        hint="In lower case. It is never kept."
      />
    </>
  );
}
