import type { Place } from "../../document/add.ts";
import { blockName, blockOf, type Draft } from "../../document/draft.ts";
import { connect, disconnect, type Link, linksOf, PORTS, type Port, portsOf } from "../../document/links.ts";
import { Button, Select } from "../../ui/index.ts";
import { onDraft } from "./edits.ts";
import type { Editing } from "./use-editing.ts";

interface ThenProps {
  draft: Draft;
  block: string;
  editing: Editing;
  onAdd: (place: Place) => void;
}

const TITLES: Readonly<Record<Port, string>> = {
  next: "Then",
  yes: "If true",
  no: "If false",
  "timeout.next": "When it times out",
  onReject: "When it is rejected",
  onError: "When it fails",
};

/** What a run does where a port leads nowhere. */
const OTHERWISE: Readonly<Record<Port, string>> = {
  next: "The branch ends here.",
  yes: "The branch ends here.",
  no: "The branch ends here.",
  "timeout.next": "As above.",
  onReject: "As when it fails.",
  onError: "The run fails.",
};

/** Where a block leads, and all that the canvas does with its lines, for the keyboard and for small screens. */
export function Then({ draft, block: id, editing, onAdd }: ThenProps) {
  const block = blockOf(draft, id);
  if (!block) return null;
  const links = linksOf(id, block);
  const offered = portsOf(block);
  const ports = PORTS.filter((port) => offered.includes(port) || links.some((link) => link.port === port));
  return (
    <section className="hp-then" aria-label="What comes next">
      {ports.map((port) => (
        <PortRow
          key={port}
          draft={draft}
          from={id}
          port={port}
          links={links.filter((link) => link.port === port)}
          editing={editing}
          onAdd={onAdd}
        />
      ))}
    </section>
  );
}

interface PortRowProps {
  draft: Draft;
  from: string;
  port: Port;
  links: readonly Link[];
  editing: Editing;
  onAdd: (place: Place) => void;
}

function PortRow({ draft, from, port, links, editing, onAdd }: PortRowProps) {
  const others = Object.keys(draft.blocks).filter((id) => !links.some(({ to }) => to === id));
  const title = TITLES[port];
  return (
    <div className="hp-then-port" data-field={port}>
      <h3>{title}</h3>
      {links.length === 0 && <p className="hp-muted">{OTHERWISE[port]}</p>}
      {links.length > 1 && <p className="hp-muted">Side by side:</p>}
      <ul>
        {links.map((link) => (
          <LinkRow
            key={`${link.index} ${link.to}`}
            draft={draft}
            link={link}
            editing={editing}
            onAdd={onAdd}
          />
        ))}
      </ul>
      <div className="hp-row">
        <Button onClick={() => onAdd({ behind: { block: from, port } })}>
          {links.length === 0 ? "Add a block" : "Add beside"}
        </Button>
        {others.length > 0 && (
          <Select
            className="hp-then-connect"
            aria-label={`${title}: connect to`}
            value=""
            onChange={({ target }) => editing.edit(onDraft((all) => connect(all, from, port, target.value)))}
          >
            <option value="">Connect to …</option>
            {others.map((id) => (
              <option key={id} value={id}>
                {blockName(draft, id)}
              </option>
            ))}
          </Select>
        )}
      </div>
    </div>
  );
}

interface LinkRowProps {
  draft: Draft;
  link: Link;
  editing: Editing;
  onAdd: (place: Place) => void;
}

function LinkRow({ draft, link, editing, onAdd }: LinkRowProps) {
  const exists = blockOf(draft, link.to) !== undefined;
  const name = blockName(draft, link.to);
  return (
    <li className="hp-then-link">
      {exists ? (
        <Button kind="ghost" className="hp-then-target" onClick={() => editing.select(link.to)}>
          {name}
        </Button>
      ) : (
        <span className="hp-field-error hp-then-target">No block is called “{link.to}”</span>
      )}
      {exists && (
        <Button
          kind="ghost"
          aria-label={`Add a block before ${name}`}
          title="Add a block before it"
          onClick={() => onAdd({ into: link })}
        >
          +
        </Button>
      )}
      <Button
        kind="ghost"
        aria-label={`Disconnect ${name}`}
        title="Disconnect"
        onClick={() => editing.edit(onDraft((all) => disconnect(all, link)))}
      >
        ✕
      </Button>
    </li>
  );
}
