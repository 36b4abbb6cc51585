import "./spinner.css";

/** Something is on its way. Shown late, so that what is quick doesn't flicker. */
export function Spinner({ label = "Loading" }: { label?: string }) {
  return (
    <div className="hp-spinner" role="status">
      {label} …
    </div>
  );
}
