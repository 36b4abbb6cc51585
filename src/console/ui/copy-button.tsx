import { Button, type ButtonKind } from "./button.tsx";
import { useToast } from "./toasts.tsx";

interface CopyButtonProps {
  /** Or how to make it, where that is work. */
  text: string | (() => string);
  /** What is copied: "Callback URL". */
  label: string;
  kind?: ButtonKind;
}

export function CopyButton({ text, label, kind = "plain" }: CopyButtonProps) {
  const toast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      toast(`${label}: copied`);
    } catch {
      // Without TLS, and not on this machine, or forbidden.
      toast("The browser doesn't let the console copy here. Select the text and copy it by hand.", "problem");
    }
  };
  return (
    <Button kind={kind} aria-label={`Copy ${label}`} onClick={() => void copy()}>
      Copy
    </Button>
  );
}
