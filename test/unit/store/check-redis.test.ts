import type { Redis } from "ioredis";
import { expect, it } from "vitest";
import { checkRedis } from "../../../src/store/check-redis.ts";

const GOOD = { appendonly: "yes", "maxmemory-policy": "noeviction", hz: "100" };

function redisWith(version: string, settings: Readonly<Record<string, string>> | null): Redis {
  return {
    info: () => Promise.resolve(`# Server\r\nredis_version:${version}\r\n`),
    config: (_get: string, name: string) =>
      settings === null
        ? Promise.reject(new Error("NOPERM this user has no permissions"))
        : Promise.resolve([name, settings[name] ?? ""]),
  } as unknown as Redis;
}

it("has nothing to say of a Redis that is as a pager wants it", async () => {
  expect(await checkRedis(redisWith("7.0.8", GOOD))).toEqual([]);
  expect(await checkRedis(redisWith("8.2.1", GOOD))).toEqual([]);
});

it.each([
  ["is too old", "7.0.7", GOOD, /7\.0\.7 is older than 7\.0\.8.*Upgrade/],
  ["is much too old", "6.2.14", GOOD, /older/],
  ["keeps no append-only file", "7.2.0", { ...GOOD, appendonly: "no" }, /appendonly yes/],
  [
    "may evict",
    "7.2.0",
    { ...GOOD, "maxmemory-policy": "allkeys-lru" },
    /maxmemory-policy noeviction/,
  ],
  ["is slow to look at its timers", "7.2.0", { ...GOOD, hz: "10" }, /hz 100/],
  ["does not let us look", "7.2.0", null, /does not let us read its settings/],
] as const)("says of one that %s how to mend it", async (_what, version, settings, says) => {
  const warnings = await checkRedis(redisWith(version, settings));

  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(says);
});
