import type { List } from "../api/queries.ts";
import { Button } from "./button.tsx";

/** At the end of a list that is read page by page; nothing where all is shown. */
export function LoadMore({ list }: { list: Pick<List<unknown>, "hasMore" | "isBusy" | "loadMore"> }) {
  return list.hasMore ? (
    <Button className="hp-load-more" busy={list.isBusy} onClick={list.loadMore}>
      Load more
    </Button>
  ) : null;
}

/** Asks the server once more. */
export function RefreshButton({ busy, onRefresh }: { busy: boolean; onRefresh: () => void }) {
  return (
    <Button busy={busy} onClick={onRefresh}>
      Refresh
    </Button>
  );
}
