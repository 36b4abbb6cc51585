import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

/** Secrets of the test Worker; scenarios over TCP start a server of their own. */
const bindings = {
  ADMIN_KEY: "test-admin-key",
  SIGNING_KEY: "test-signing-key",
  FLOW_SECRET_SHOP: "s3cr3t-shop",
};

export default defineConfig({
  test: {
    projects: [
      {
        // Pure code, in Node: the fast loop.
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.worker.test.ts", "test/{scenarios,sdk,crash,browser}/**"],
        },
      },
      {
        // The whole Worker with its real bindings, in workerd.
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { ...bindings, TEST_MIGRATIONS: await readD1Migrations("migrations") } },
          })),
        ],
        test: {
          name: "worker",
          include: ["test/**/*.worker.test.ts"],
          setupFiles: ["test/support/migrate.ts"],
          isolate: false,
          maxWorkers: 1,
        },
      },
      {
        // Real servers over TCP, one file after the other.
        test: {
          name: "tcp",
          include: ["test/{scenarios,sdk,crash,browser}/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
