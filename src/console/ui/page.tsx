import { type ReactNode, useEffect, useRef } from "react";
import { pageChanges } from "./page-changes.ts";
import "./page.css";

interface PageProps {
  title: string;
  /** One or two sentences below the title. */
  lead?: ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the console: names the window, heads the page, and takes the focus when somebody comes to it. */
export function Page({ title, lead, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (pageChanges.happened()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <title>{`${title} · Holdpoint`}</title>
      <header className="hp-page-head">
        <div className="hp-page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className="hp-muted">{lead}</div>}
        </div>
        {actions && <div className="hp-row">{actions}</div>}
      </header>
      {children}
    </>
  );
}
