import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { Dialog, Field, ProblemBox, Spinner, TextInput } from "../ui/index.ts";
import { functionsQuery, type Slot, scopeQuery } from "./service.ts";
import { type Branch, branchesOf, type Leaf, type Line, linesOf } from "./tree.ts";
import "./browse-dialog.css";

interface BrowseDialogProps {
  open: boolean;
  onClose: () => void;
  slot: Slot;
  onInsert: (source: string) => void;
}

/** The tree of all that can stand in the field, to look through and to insert from. */
export function BrowseDialog({ open, onClose, ...rest }: BrowseDialogProps) {
  return (
    <Dialog title="What can be used here" open={open} onClose={onClose}>
      <Browser {...rest} />
    </Dialog>
  );
}

/** So many entries are shown without asking. */
const FEW = 8;

function Browser({ slot, onInsert }: Pick<BrowseDialogProps, "slot" | "onInsert">) {
  const scope = useQuery(scopeQuery(slot));
  const functions = useQuery(functionsQuery);
  const [filter, setFilter] = useState("");
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string>();
  const tree = useRef<HTMLUListElement>(null);

  const groups = scope.data?.groups ?? [];
  const branches = branchesOf({ groups, functions: functions.data ?? [] }, filter);
  const isOpen = (branch: Branch) =>
    filter.trim() !== "" ||
    toggled.has(branch.id) !== (branch.id !== "functions" && branch.leaves.length <= FEW);
  const lines = linesOf(branches, isOpen);
  const current = lines.find(({ id }) => id === focused) ?? lines[0];

  const focus = (line: Line | undefined) => {
    if (!line) return;
    setFocused(line.id);
    const items = tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [];
    [...items].find(({ dataset }) => dataset.line === line.id)?.focus();
  };
  const toggle = ({ id }: Branch) =>
    setToggled(
      (before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]),
    );
  const act = ({ branch, leaf }: Line) => (leaf ? onInsert(leaf.insert) : toggle(branch));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!current) return;
    const at = lines.indexOf(current);
    const { branch, leaf } = current;
    const isShut = !leaf && !isOpen(branch);
    const moves: Record<string, () => void> = {
      ArrowDown: () => focus(lines[at + 1]),
      ArrowUp: () => focus(lines[at - 1]),
      Home: () => focus(lines[0]),
      End: () => focus(lines.at(-1)),
      ArrowRight: () => (isShut ? toggle(branch) : focus(leaf ? undefined : lines[at + 1])),
      ArrowLeft: () => (leaf ? focus({ id: branch.id, branch }) : isShut || toggle(branch)),
      Enter: () => act(current),
      " ": () => act(current),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  if (scope.isPending || functions.isPending) return <Spinner label="Looking what can be used here" />;
  return (
    <>
      <ProblemBox failure={scope.error ?? functions.error} retry={() => void scope.refetch()} />
      <Field label="Search" hint="Arrow keys walk through the list, Enter inserts.">
        <TextInput
          type="search"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
          onKeyDown={(event) => event.key === "ArrowDown" && (event.preventDefault(), focus(lines[0]))}
        />
      </Field>
      {lines.length === 0 && (
        <p className="hp-muted">Nothing here has these words in it. Search for something else.</p>
      )}
      <ul
        ref={tree}
        className="hp-browse"
        role="tree"
        aria-label="What can be used here"
        onKeyDown={onKeyDown}
      >
        {lines.map((line) => (
          <li
            key={line.id}
            role="treeitem"
            data-line={line.id}
            tabIndex={line.id === current?.id ? 0 : -1}
            aria-level={line.leaf ? 2 : 1}
            aria-selected={false}
            {...(line.leaf
              ? { className: "hp-browse-leaf" }
              : { className: "hp-browse-branch", "aria-expanded": isOpen(line.branch) })}
            onClick={() => act(line)}
          >
            {line.leaf ? <LeafText {...line.leaf} /> : line.branch.label}
          </li>
        ))}
      </ul>
    </>
  );
}

function LeafText({ text, type, note }: Leaf) {
  return (
    <>
      <code>{text}</code> <small>{type}</small>
      {note !== "" && <small className="hp-browse-note">{note}</small>}
    </>
  );
}
