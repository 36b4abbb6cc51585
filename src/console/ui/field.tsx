import { type ComponentProps, createContext, type ReactNode, useContext, useId } from "react";
import "./field.css";

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value. */
  error?: string | undefined;
  /** One control of this file. */
  children: ReactNode;
}

interface FieldControl {
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

const Control = createContext<FieldControl>({});

/** Names a control, and ties its hint and its error to it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="hp-field">
      <label htmlFor={id}>{label}</label>
      <Control
        value={{
          id,
          ...(described && { "aria-describedby": described }),
          ...(error && { "aria-invalid": true }),
        }}
      >
        {children}
      </Control>
      {hint && (
        <div id={`${id}-hint`} className="hp-field-hint">
          {hint}
        </div>
      )}
      {error && (
        <div id={`${id}-error`} className="hp-field-error">
          {error}
        </div>
      )}
    </div>
  );
}

/** The attributes by which a control belongs to the field around it. */
function useFieldControl(): FieldControl {
  return useContext(Control);
}

export function TextInput({ className, ...native }: ComponentProps<"input">) {
  return <input type="text" {...useFieldControl()} {...native} className={classes("hp-input", className)} />;
}

export function TextArea({ className, ...native }: ComponentProps<"textarea">) {
  return <textarea {...useFieldControl()} {...native} className={classes("hp-input", className)} />;
}

export function Select({ className, ...native }: ComponentProps<"select">) {
  return <select {...useFieldControl()} {...native} className={classes("hp-input hp-select", className)} />;
}

/** Brings its label itself. */
export function Checkbox({ label, className, ...native }: ComponentProps<"input"> & { label: ReactNode }) {
  return (
    <label className={classes("hp-checkbox", className)}>
      <input {...native} type="checkbox" />
      <span>{label}</span>
    </label>
  );
}

function classes(own: string, more: string | undefined): string {
  return more ? `${own} ${more}` : own;
}
