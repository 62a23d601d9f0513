import { defineConfig } from "vitest/config";

const common = { env: { TZ: "UTC" }, restoreMocks: true };

/** For `.ci/run`, which ends with the numbers. */
const results = "node_modules/.cache/watchroom/test-results.json";

/** These replace modules, and need a world of their own. The others share one a worker: loading it took longer than the tests. */
const replacing = ["hear", "incidents", "playbook", "reacted"].map(
  (n) => `test/unit/commands/${n}.test.ts`,
);

/** Real processes that are killed, cut off, or told another time. */
const processes = ["clock", "demo", "killed", "phone-killed", "roles", "store-away"].map(
  (n) => `test/e2e/${n}.test.ts`,
);

export default defineConfig({
  test: {
    // Most of what is slow waits rather than works: browsers, processes, the demo's own time.
    maxWorkers: 3,
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: results }]] : ["default"],
    projects: [
      {
        test: {
          ...common,
          name: "unit",
          isolate: false,
          include: ["test/unit/**/*.test.ts"],
          exclude: replacing,
        },
      },
      { test: { ...common, name: "unit-replacing", include: replacing } },
      {
        test: {
          ...common,
          name: "contract",
          isolate: false,
          include: ["test/contract/**/*.test.ts"],
        },
      },
      {
        test: {
          ...common,
          name: "integration",
          isolate: false,
          include: ["test/integration/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          ...common,
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          exclude: processes,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...common,
          name: "processes",
          include: processes,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // After the others: these hold the program to its times.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
