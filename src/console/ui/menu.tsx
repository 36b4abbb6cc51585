import type { KeyboardEvent, ReactNode } from "react";
import { Link } from "wouter";
import { Button, type ButtonKind } from "./button.tsx";
import { Popover, usePopover } from "./popover.tsx";
import "./menu.css";

export type MenuItem = { label: string; danger?: boolean; disabled?: boolean } & (
  | { href: string }
  | { onSelect: () => void }
);

interface MenuProps {
  /** What the button says, also to those who only see the icon. */
  label: string;
  icon?: ReactNode;
  kind?: ButtonKind;
  items: readonly MenuItem[];
}

/** A button that opens a list of things to do; arrows, Home and End walk through it. */
export function Menu({ label, icon, kind = "plain", items }: MenuProps) {
  const popover = usePopover();
  return (
    <>
      <Button
        kind={kind}
        ref={popover.button}
        popoverTarget={popover.id}
        aria-haspopup="menu"
        aria-expanded={popover.open}
        {...(icon !== undefined && { "aria-label": label, title: label })}
      >
        {icon ?? label}
        {icon === undefined && <span aria-hidden="true">▾</span>}
      </Button>
      <Popover popover={popover} role="menu" label={label} onKeyDown={walk}>
        {items.map((item) => (
          <Item key={item.label} item={item} onDone={popover.hide} />
        ))}
      </Popover>
    </>
  );
}

function Item({ item, onDone }: { item: MenuItem; onDone: () => void }) {
  const className = `hp-menu-item${item.danger ? " hp-menu-danger" : ""}`;
  if ("href" in item) {
    return (
      <Link href={item.href} role="menuitem" className={className} onClick={onDone}>
        {item.label}
      </Link>
    );
  }
  const select = () => {
    onDone();
    item.onSelect();
  };
  return (
    <button type="button" role="menuitem" className={className} disabled={item.disabled} onClick={select}>
      {item.label}
    </button>
  );
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)')];
  const at = items.findIndex((item) => item === document.activeElement);
  const goal = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (goal === undefined) return;
  event.preventDefault();
  items.at(goal === items.length ? 0 : goal)?.focus();
}
