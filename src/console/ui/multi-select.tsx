import { Checkbox } from "./field.tsx";
import { Popover, usePopover } from "./popover.tsx";
import "./multi-select.css";

interface MultiSelectProps {
  label: string;
  options: readonly string[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  hint?: string;
  /** What it says while nothing is chosen. */
  none?: string;
  /** What it says where there is nothing to choose. */
  empty?: string;
}

/** A drop-down in which several may be chosen. What is chosen but no longer an option stays, marked as missing. */
export function MultiSelect({
  label,
  options,
  value,
  onChange,
  hint,
  none = "None",
  empty,
}: MultiSelectProps) {
  const popover = usePopover();
  const missing = value.filter((chosen) => !options.includes(chosen));
  const set = (option: string, chosen: boolean) =>
    onChange(chosen ? [...value, option] : value.filter((other) => other !== option));
  const box = (option: string, name: string) => (
    <Checkbox
      key={option}
      label={name}
      checked={value.includes(option)}
      onChange={(event) => set(option, event.target.checked)}
    />
  );
  return (
    <div className="hp-field">
      <span id={`${popover.id}-label`} className="hp-multi-label">
        {label}
      </span>
      <button
        type="button"
        ref={popover.button}
        className="hp-input hp-multi"
        popoverTarget={popover.id}
        aria-expanded={popover.open}
        aria-labelledby={`${popover.id}-label ${popover.id}-value`}
        aria-describedby={hint && `${popover.id}-hint`}
      >
        <span id={`${popover.id}-value`} className={value.length === 0 ? "hp-muted" : undefined}>
          {value.length === 0 ? none : value.join(", ")}
        </span>
        <span aria-hidden="true">▾</span>
      </button>
      {hint && (
        <div id={`${popover.id}-hint`} className="hp-field-hint">
          {hint}
        </div>
      )}
      <Popover popover={popover} role="group" label={label}>
        <div className="hp-multi-options">
          {options.map((option) => box(option, option))}
          {missing.map((option) => box(option, `${option} (no longer there)`))}
          {options.length + missing.length === 0 && (
            <p className="hp-muted">{empty ?? "Nothing to choose"}</p>
          )}
        </div>
      </Popover>
    </div>
  );
}
