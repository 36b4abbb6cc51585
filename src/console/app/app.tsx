import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import { Route, Switch, useLocation } from "wouter";
import { pageChanges } from "../ui/page-changes.ts";
import { Spinner } from "../ui/spinner.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Layout } from "./layout.tsx";
import { NotFound } from "./not-found.tsx";

/** Path → folder of pages/. The first that fits counts. */
const ROUTES = [
  ["/", "overview"],
  ["/flows", "flows"],
  ["/flows/new", "editor"],
  ["/flows/:flowId/edit", "editor"],
  ["/flows/:flowId", "flow"],
  ["/runs", "runs"],
  ["/runs/:id", "run"],
  ["/waiting", "waiting"],
  ["/waiting/:flowId/:triggerId", "waiting"],
  ["/receipts/:id", "receipt"],
  ["/receipts/:flowId/:triggerId", "receipts"],
  ["/users", "users"],
] as const;

const PAGES = import.meta.glob<{ default: ComponentType }>("../pages/*/page.tsx");

const routes = ROUTES.flatMap(([path, name]) => {
  const load = PAGES[`../pages/${name}/page.tsx`];
  return load ? [{ path, Shown: lazy(load) }] : [];
});

/** The pages, each loaded when somebody comes to it. What fails in one leaves the navigation alone. */
export function App() {
  const [path] = useLocation();
  const first = useRef(path);
  useEffect(() => {
    if (path === first.current) return;
    first.current = path;
    pageChanges.note();
    window.scrollTo(0, 0);
  }, [path]);
  return (
    <Layout>
      <ErrorBoundary key={path}>
        <Suspense fallback={<Spinner />}>
          <Switch>
            {routes.map(({ path: route, Shown }) => (
              <Route key={route} path={route} component={Shown} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Layout>
  );
}
