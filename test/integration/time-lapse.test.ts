import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Redis } from "ioredis";
import { ConfigError } from "../../src/lib/config-error.ts";
import { keysFor } from "../../src/store/keys.ts";
import { agreeOnTime } from "../../src/store/time-lapse.ts";
import { startRedis, type RedisServer } from "../support/redis-server.ts";

describe("a time-lapse", () => {
  let server: RedisServer;
  let redis: Redis;

  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.socket);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it("is the same time in every process on one store", async () => {
    const keys = keysFor("{same}:");
    const [one, other] = [await agreeOnTime(redis, keys, 60), await agreeOnTime(redis, keys, 60)];

    const apart = Math.abs(one.now() - other.now());

    expect(one.factor).toBe(60);
    expect(apart).toBeLessThan(60 * 100);
    expect(one.now()).toBeGreaterThanOrEqual(one.real());
  });

  it("cannot be changed for a store: the plans in it would mean something else", async () => {
    const keys = keysFor("{other}:");
    await agreeOnTime(redis, keys, 60);

    await expect(agreeOnTime(redis, keys, 1)).rejects.toThrow(ConfigError);
    await expect(agreeOnTime(redis, keys, 30)).rejects.toThrow(
      /made under WATCHROOM_TIMELAPSE=60, not 30/,
    );
  });

  it("of one is the machine's own time", async () => {
    const clock = await agreeOnTime(redis, keysFor("{plain}:"), 1);

    expect(clock.factor).toBe(1);
    expect(Math.abs(clock.now() - clock.real())).toBeLessThan(100);
  });
});
