import type { ReactNode } from "react";
import type { List } from "../../api/queries.ts";
import { type Column, LoadMore, ProblemBox, Spinner, Table } from "../../ui/index.ts";

interface ListViewProps<Row> {
  list: List<Row>;
  /** What the rows are: "runs". */
  of: string;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  onRow?: (row: Row) => string;
  /** What is shown instead of no rows: it says the next step. */
  empty: ReactNode;
}

/** A list that is read page by page, in each of its states. */
export function ListView<Row>({ list, of, columns, rowKey, onRow, empty }: ListViewProps<Row>) {
  const { rows, failure, isLoading, hasMore } = list;
  if (isLoading) return <Spinner label={`Loading ${of}`} />;
  return (
    <div className="hp-stack">
      <ProblemBox failure={failure} retry={rows.length === 0 ? list.refresh : list.loadMore} />
      {rows.length > 0 && (
        <Table
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          caption={`List of ${of}`}
          {...(onRow && { onRow })}
        />
      )}
      {rows.length === 0 && !failure && !hasMore && empty}
      {hasMore && !failure && (
        <div className="hp-row">
          <LoadMore list={list} />
          <span className="hp-muted">
            {rows.length === 0 ? `No ${of} found so far` : `${rows.length} ${of} so far`}
          </span>
        </div>
      )}
    </div>
  );
}
