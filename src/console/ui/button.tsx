import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import "./button.css";

export type ButtonKind = "primary" | "plain" | "danger" | "ghost";

interface ButtonProps extends ComponentProps<"button"> {
  kind?: ButtonKind;
  /** Something that it began is on its way: it says so, and can't be pressed again. */
  busy?: boolean;
}

export function Button({ kind = "plain", busy = false, className, onClick, ...native }: ButtonProps) {
  return (
    <button
      type="button"
      {...native}
      className={classes(kind, className)}
      // `disabled` would take the focus away from who pressed it.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  );
}

interface LinkButtonProps {
  /** A path of the console; `~/docs/` leaves it. */
  href: string;
  kind?: ButtonKind;
  className?: string;
  children: ReactNode;
}

/** Goes somewhere, but looks like a button. */
export function LinkButton({ href, kind = "plain", className, children }: LinkButtonProps) {
  return (
    <Link href={href} className={classes(kind, className)}>
      {children}
    </Link>
  );
}

function classes(kind: ButtonKind, more: string | undefined): string {
  return `hp-button hp-button-${kind}${more ? ` ${more}` : ""}`;
}
