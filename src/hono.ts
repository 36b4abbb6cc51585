import type { Context } from "hono";

/** What every route of the app sees in `c.env` and `c.get(...)`. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** True when the caller showed the management key (manage-key.ts) or is the console (sign-in/access.ts). */
    manager: boolean;
  };
}

export type AppContext = Context<AppEnv>;
