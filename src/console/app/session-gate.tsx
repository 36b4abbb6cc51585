import { lazy, type ReactNode, Suspense } from "react";
import { ProblemBox } from "../ui/problem-box.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { useSession } from "./session.ts";

const SignIn = lazy(() => import("../pages/sign-in/page.tsx"));

/** Asks to sign in wherever somebody is; afterwards he is still there. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { data: session, error, refetch } = useSession();
  if (session) return children;
  return (
    <main className="hp-gate">
      {error ? (
        <ProblemBox failure={error} retry={() => void refetch()} />
      ) : (
        <Suspense fallback={<Spinner />}>
          {session === null ? <SignIn /> : <Spinner label="Signing in" />}
        </Suspense>
      )}
    </main>
  );
}
