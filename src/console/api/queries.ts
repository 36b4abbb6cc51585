import { QueryClient, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { ApiFailure } from "./failure.ts";

/** Never asks again by a timer: when somebody comes back to the window, after own changes, or by a button. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: isWorthRetrying, refetchOnWindowFocus: "always" },
      mutations: { retry: false },
    },
  });
}

/** A "no" stays a "no"; a server that didn't answer may the next time. */
function isWorthRetrying(failures: number, thrown: Error): boolean {
  return failures < 2 && thrown instanceof ApiFailure && (thrown.status === 0 || thrown.status >= 500);
}

/** One page of a list as the API answers it. */
interface ListPage<Row> {
  items: readonly Row[];
  cursor?: string | undefined;
}

/** A list that is read page by page. */
export interface List<Row> {
  rows: readonly Row[];
  /** The first page is on its way. */
  isLoading: boolean;
  /** Something is on its way: the first page, the next one or all of them once more. */
  isBusy: boolean;
  failure: Error | null;
  hasMore: boolean;
  loadMore: () => void;
  refresh: () => void;
}

/**
 * Reads a list with a cursor.
 *
 *     const runs = useList(["runs", filters], (cursor, signal) =>
 *       call(api.GET("/api/manage/runs", { params: { query: { ...filters, cursor } }, signal })));
 */
export function useList<Row>(
  key: QueryKey,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Row>>,
): List<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: noCursor(),
    getNextPageParam: ({ cursor }) => cursor,
  });
  return {
    rows: query.data?.pages.flatMap(({ items }) => items) ?? [],
    isLoading: query.isPending,
    isBusy: query.isFetching,
    failure: query.error,
    hasMore: query.hasNextPage,
    loadMore: () => void query.fetchNextPage(),
    refresh: () => void query.refetch(),
  };
}

function noCursor(): string | undefined {
  return undefined;
}
