import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { SECRET_BINDINGS } from "./test/support/secrets.ts";

/** Secrets of the test Worker; scenarios over TCP start a server of their own. */
const secrets = { ADMIN_KEY: "test-admin-key", SIGNING_KEY: "test-signing-key" };
const bindings = { ...secrets, FLOW_SECRET_SHOP: "s3cr3t-shop", ...SECRET_BINDINGS };
// wrangler looks for the required ones here and warns where they are missing.
Object.assign(process.env, secrets, { CLOUDFLARE_CF_FETCH_ENABLED: "false" });

const TCP = ["test/{scenarios,sdk,crash,browser,bundle}/**/*.test.ts"];
const WORKER = ["test/**/*.worker.test.ts"];

export default defineConfig({
  test: {
    // The Worker's log lines are shown with the test that failed.
    silent: "passed-only",
    projects: [
      {
        // Pure code, in Node: the fast loop.
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [...WORKER, ...TCP],
          // Half of their time would go into loading the same modules for each file.
          isolate: false,
          // The heaviest take two seconds; what runs beside them may slow them down.
          testTimeout: 30_000,
        },
      },
      {
        // The whole Worker with its real bindings, in workerd: one isolate, files one after the other.
        extends: true,
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { ...bindings, TEST_MIGRATIONS: await readD1Migrations("migrations") } },
          })),
        ],
        test: {
          name: "worker",
          include: WORKER,
          setupFiles: ["test/support/migrate.ts"],
          // The slowest take two seconds; what runs beside them may slow them down.
          testTimeout: 30_000,
          isolate: false,
          maxWorkers: 1,
        },
      },
      {
        // Real servers over TCP, one shared by most; one file after the other.
        extends: true,
        test: {
          name: "tcp",
          include: TCP,
          globalSetup: ["test/support/shared-server.ts"],
          isolate: false,
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
