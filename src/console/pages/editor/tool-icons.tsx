const SHAPES = {
  add: "M10 4v12M4 10h12",
  undo: "M7 5 3.5 8.5 7 12M3.5 8.5H12a4 4 0 0 1 0 8H9",
  redo: "M13 5l3.5 3.5L13 12M16.5 8.5H8a4 4 0 0 0 0 8h3",
  layout: "M7.5 3h5v4h-5ZM3 13h5v4H3ZM12 13h5v4h-5ZM10 7v3M5.5 13v-3h9v3",
  json: "M7 4c-2 0-2.5 1-2.5 2.5 0 2 0 2.5-1.5 3.5 1.5 1 1.5 1.5 1.5 3.5C4.5 15 5 16 7 16M13 4c2 0 2.5 1 2.5 2.5 0 2 0 2.5 1.5 3.5-1.5 1-1.5 1.5-1.5 3.5 0 1.5-.5 2.5-2.5 2.5",
  settings: "M3 6h8M15 6h2M3 14h2M9 14h8M11 4v4h2.5V4ZM5.5 12v4H8v-4Z",
} as const;

export type ToolName = keyof typeof SHAPES;

export function ToolIcon({ name }: { name: ToolName }) {
  return (
    <svg className="hp-tool-icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
