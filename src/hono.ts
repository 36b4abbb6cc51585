import type { Context } from "hono";
import { HonoBase } from "hono/hono-base";
import { TrieRouter } from "hono/router/trie-router";

/** What every route of the app sees in `c.env` and `c.get(...)`. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** True when the caller showed the management key (manage-key.ts) or is the console (sign-in/access.ts). */
    manager: boolean;
  };
}

export type AppContext = Context<AppEnv>;

/** Hono with the router that it would choose for these routes itself, after it had tried another one. */
export class Hono<Env extends AppEnv> extends HonoBase<Env> {
  constructor() {
    super({ router: new TrieRouter() });
  }
}
