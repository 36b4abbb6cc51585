import { useState } from "react";
import { messageOf } from "../api/failure.ts";
import { Button } from "../ui/button.tsx";
import { Field, Select } from "../ui/field.tsx";
import { useToast } from "../ui/toasts.tsx";
import { useSignOut } from "./session.ts";
import { chooseTheme, currentTheme, type Theme } from "./theme.ts";

const THEMES: Record<Theme, string> = { system: "As the system", light: "Light", dark: "Dark" };

/** Below the navigation: colours, the API's reference, the way out. */
export function AccountMenu() {
  const [theme, setTheme] = useState(currentTheme);
  const signOut = useSignOut();
  const toast = useToast();
  const leave = () => signOut().catch((thrown: unknown) => toast(messageOf(thrown), "problem"));
  return (
    <div className="hp-account">
      <Field label="Colours">
        <Select
          value={theme}
          onChange={({ target }) => {
            const chosen = target.value === "light" || target.value === "dark" ? target.value : "system";
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        >
          {Object.entries(THEMES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <a href="/docs/">API reference</a>
      <Button onClick={() => void leave()}>Sign out</Button>
    </div>
  );
}
