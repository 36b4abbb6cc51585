import type { ReactNode } from "react";
import { Link } from "wouter";
import "./table.css";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  /** Of CSS, such as `8rem`. */
  width?: string;
  align?: "start" | "end";
}

interface TableProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Names the table to those who don't see it. */
  caption: string;
  /** The page of a row: its first cell becomes the link, and a click anywhere in the row follows it. */
  onRow?: (row: Row) => string;
}

/** Narrow screens show each row as a card, with the columns' titles beside the values. */
export function Table<Row>({ columns, rows, rowKey, caption, onRow }: TableProps<Row>) {
  return (
    // Roles are said explicitly: shown as cards the elements would lose them.
    <table className="hp-table" role="table">
      <caption className="hp-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, width, align }) => (
            <th key={title} role="columnheader" scope="col" style={{ width, textAlign: align }}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row" className={onRow && "hp-table-goes"}>
            {columns.map(({ title, cell, align }, index) => (
              <td key={title} role="cell" data-title={title} style={{ textAlign: align }}>
                {onRow && index === 0 ? (
                  <Link href={onRow(row)} className="hp-table-link">
                    {cell(row)}
                  </Link>
                ) : (
                  cell(row)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
