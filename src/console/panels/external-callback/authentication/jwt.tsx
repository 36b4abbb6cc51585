import type { BlockForm } from "../../form.ts";
import { TextField } from "../../text-field.tsx";
import { TextsField } from "../../texts-field.tsx";

/** Whose tokens are good, and what has to be in them. */
export function JwtFields({ form }: { form: BlockForm }) {
  return (
    <>
      <TextField
        form={form}
        path="authentication.issuer"
        label="Issuer"
        placeholder="https://login.example/"
        hint="As the tokens have it in iss, letter by letter."
      />
      <TextField
        form={form}
        path="authentication.audience"
        label="Audience"
        placeholder="holdpoint"
        hint="As the tokens have it in aud: so that one for another system isn't good here."
      />
      <TextField
        form={form}
        path="authentication.jwks"
        label="Address of the issuer's keys (JWKS)"
        placeholder="https://login.example/.well-known/jwks.json"
        hint="The issuer's /.well-known/openid-configuration tells it as jwks_uri."
      />
      <TextField
        form={form}
        path="authentication.claims.roles"
        label="Where the tokens have the roles"
        placeholder="realm_access.roles"
        hint="The way to the claim, with dots. Empty: users have no roles."
      />
      <TextsField
        form={form}
        path="authentication.requiredRoles"
        label="Required Roles"
        noun="role"
        placeholder="cashier"
        hint="As the tokens name them; the user needs all of them. None: any user of the issuer."
      />
    </>
  );
}
