import { type KeyboardEvent, type ReactNode, useId } from "react";
import "./tabs.css";

export interface Tab {
  id: string;
  title: ReactNode;
  panel: ReactNode;
}

interface TabsProps {
  /** What it is that the tabs show parts of. */
  label?: string;
  tabs: readonly Tab[];
  /** The id of the one that is shown. */
  value: string;
  onChange: (id: string) => void;
}

/** Arrows, Home and End go from tab to tab. Only the panel that is shown exists. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  const own = useId();
  const shown = tabs.find(({ id }) => id === value) ?? tabs[0];
  const go = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab === shown);
    const goal = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const tab = goal === undefined ? undefined : tabs.at(goal % tabs.length);
    if (!tab) return;
    event.preventDefault();
    onChange(tab.id);
    document.getElementById(`${own}-${tab.id}`)?.focus();
  };
  if (!shown) return null;
  return (
    <div className="hp-tabs">
      <div className="hp-tabs-list" role="tablist" aria-label={label} onKeyDown={go}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${own}-${tab.id}`}
            aria-selected={tab === shown}
            aria-controls={tab === shown ? `${own}-panel` : undefined}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => onChange(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div id={`${own}-panel`} role="tabpanel" aria-labelledby={`${own}-${shown.id}`}>
        {shown.panel}
      </div>
    </div>
  );
}
