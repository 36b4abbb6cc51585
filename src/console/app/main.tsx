import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { createQueryClient } from "../api/queries.ts";
import { Toasts } from "../ui/toasts.tsx";
import "../ui/tokens.css";
import "../ui/base.css";
// All of it belongs to the shell: pages that come later then find its styles in one order, below their own.
import "../ui/index.ts";
import { App } from "./app.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { SessionGate } from "./session-gate.tsx";
import { applyTheme } from "./theme.ts";

applyTheme();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <QueryClientProvider client={createQueryClient()}>
        <Router base="/console">
          <Toasts>
            <SessionGate>
              <App />
            </SessionGate>
          </Toasts>
        </Router>
      </QueryClientProvider>
    </ErrorBoundary>
  </StrictMode>,
);
