import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import icon from "../icon.svg";
import { Button } from "../ui/button.tsx";
import "./layout.css";
import { AccountMenu } from "./account-menu.tsx";

const AREAS = [
  ["/", "Overview"],
  ["/flows", "Flows"],
  ["/runs", "Runs"],
  ["/waiting", "Waiting"],
  ["/users", "Users"],
] as const;

/** The frame around every page: on narrow screens the navigation folds behind a button. */
export function Layout({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const [unfolded, setUnfolded] = useState(false);
  const main = useRef<HTMLElement>(null);
  // biome-ignore lint: whoever has chosen a page wants to see it
  useEffect(() => setUnfolded(false), [path]);
  return (
    <div className="hp-frame">
      <a
        className="hp-skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header className="hp-side" data-unfolded={unfolded || undefined}>
        <div className="hp-brand">
          <Link href="/">
            <img src={icon} alt="" width="22" height="22" />
            Holdpoint
          </Link>
          <Button
            className="hp-nav-button"
            aria-expanded={unfolded}
            aria-controls="hp-nav"
            onClick={() => setUnfolded(!unfolded)}
          >
            Menu
          </Button>
        </div>
        <nav id="hp-nav" aria-label="Console">
          <ul>
            {AREAS.map(([href, name]) => (
              <li key={href}>
                <Link href={href} aria-current={isWithin(href, path) ? "page" : undefined}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
          <AccountMenu />
        </nav>
      </header>
      <main ref={main} id="main" className="hp-main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** Receipts are reached from where their trigger's waiting runs are. */
function isWithin(area: string, path: string): boolean {
  if (area === "/") return path === "/";
  return (
    path === area || path.startsWith(`${area}/`) || (area === "/waiting" && path.startsWith("/receipts/"))
  );
}
