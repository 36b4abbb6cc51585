import { ChoiceField } from "../../choice-field.tsx";
import type { BlockForm } from "../../form.ts";
import { TextField } from "../../text-field.tsx";

const ALGORITHMS = ["SHA-256", "SHA-1", "SHA-512"].map((value) => ({ value, text: value }));
const ENCODINGS = [
  { value: "hex", text: "Hex: 9f86d081…" },
  { value: "base64", text: "Base64: n4bQgYhM…" },
];

/** How a sender signs whom no other scheme is for. */
export function HmacFields({ form }: { form: BlockForm }) {
  return (
    <>
      <TextField
        form={form}
        path="authentication.header"
        label="Header with the signature"
        placeholder="x-signature"
      />
      <TextField
        form={form}
        path="authentication.prefix"
        label="What stands before the signature"
        placeholder="sha256="
        hint="Empty: nothing."
      />
      <ChoiceField
        form={form}
        path="authentication.encoding"
        label="Written as"
        options={ENCODINGS}
        usual="hex"
      />
      <ChoiceField
        form={form}
        path="authentication.algorithm"
        label="Algorithm"
        options={ALGORITHMS}
        usual="SHA-256"
      />
      <TextField
        form={form}
        path="authentication.signed"
        label="What is signed"
        placeholder="{body}"
        hint="{body} is the body as it was sent, {timestamp} what the header of the time says: {timestamp}.{body}"
      />
      <TextField
        form={form}
        path="authentication.timestampHeader"
        label="Header with the time"
        placeholder="x-timestamp"
        hint="Of the seconds or milliseconds since 1970. Empty: none is signed."
      />
    </>
  );
}
