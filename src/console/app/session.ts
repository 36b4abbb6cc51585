import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, call } from "../api/client.ts";
import { ApiFailure } from "../api/failure.ts";
import { signedOut } from "../api/signed-out.ts";

const KEY = ["session"];

/** All tabs share one session. */
const tabs = new BroadcastChannel("holdpoint-session");

/** Whoever signs in or out says so to the other tabs. */
function tellTabs(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
  tabs.postMessage("changed");
}

/** How long until the server is asked whether a session goes on that should be over, by a clock that may be fast. */
const OVERDUE_MS = 60_000;

/**
 * Undefined while nobody knows, null when nobody is signed in. The server is asked again when the session is to end, or
 * another tab signed in or out: who only looks on would hear of it by nothing else.
 */
export function useSession() {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: KEY,
    queryFn: readSession,
    staleTime: Infinity,
    refetchInterval: ({ state: { data } }) => data != null && untilEnd(data.expiresAt),
    refetchIntervalInBackground: true,
  });
  useEffect(() => {
    const ask = () => void queries.invalidateQueries({ queryKey: KEY });
    tabs.addEventListener("message", ask);
    return () => tabs.removeEventListener("message", ask);
  }, [queries]);
  useEffect(
    () =>
      signedOut.listen(() => {
        if (!queries.getQueryData(KEY)) return;
        hasEnded = true;
        queries.setQueryData(KEY, null);
        // Another tab may have begun a session of its own in place of this one.
        void queries.invalidateQueries({ queryKey: KEY });
      }),
    [queries],
  );
  return query;
}

function untilEnd(expiresAt: number): number {
  const left = expiresAt - Date.now();
  return left > 0 ? left : OVERDUE_MS;
}

async function readSession() {
  await exchangeCode();
  try {
    return await call(api.GET("/api/manage/console/session"));
  } catch (thrown) {
    if (thrown instanceof ApiFailure && thrown.status === 401) return null;
    throw thrown;
  }
}

/** The one-time code of the link that `npm start` prints leaves the address bar before anything else happens. */
async function exchangeCode(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code === null) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  await call(api.POST("/api/manage/console/sessions", { body: { code } })).catch((thrown: unknown) => {
    refusedCode = thrown;
  });
}

let refusedCode: unknown;
let hasEnded = false;

/** Whether somebody was signed in until the server said no. */
export function sessionHasEnded(): boolean {
  return hasEnded;
}

/** Why the code of the link was refused, for the sign-in page. */
export function codeFailure(): unknown {
  return refusedCode;
}

export function useSignIn(): (adminKey: string) => Promise<void> {
  const queries = useQueryClient();
  return async (adminKey) => {
    await call(api.POST("/api/manage/console/sessions", { body: { adminKey } }));
    refusedCode = undefined;
    hasEnded = false;
    tellTabs();
    await queries.invalidateQueries({ queryKey: KEY });
  };
}

/** Ends the session on the server; what was read meanwhile is forgotten. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await call(api.DELETE("/api/manage/console/session"));
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
    queries.setQueryData(KEY, null);
    tellTabs();
  };
}
