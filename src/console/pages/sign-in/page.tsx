import { type FormEvent, useState } from "react";
import { codeFailure, sessionHasEnded, useSignIn } from "../../app/session.ts";
import { Button, Field, ProblemBox, TextInput } from "../../ui/index.ts";
import "./sign-in.css";

/** The admin key opens the console; it is sent once, and kept nowhere. */
export default function SignIn() {
  const signIn = useSignIn();
  const [adminKey, setAdminKey] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(codeFailure);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await signIn(adminKey.trim());
    } catch (thrown) {
      setFailure(thrown);
      setBusy(false);
    }
  };
  return (
    <form className="hp-card hp-sign-in" onSubmit={(event) => void submit(event)}>
      <title>Sign in · Holdpoint</title>
      <h1>Sign in to Holdpoint</h1>
      {sessionHasEnded() && <p role="status">Your session has ended. Sign in to go on where you were.</p>}
      <Field
        label="Admin key"
        hint="The Worker's secret ADMIN_KEY. The local server prints it when it starts, with a link that signs in by itself."
      >
        <TextInput
          type="password"
          autoComplete="current-password"
          required
          value={adminKey}
          onChange={(event) => setAdminKey(event.target.value)}
        />
      </Field>
      <ProblemBox failure={failure} />
      <Button kind="primary" type="submit" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
