import { createServer as createRawServer } from "node:net";
import { Redis } from "ioredis";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from "vitest";
import { createConnections, type Connections } from "../../src/adapters/redis/connections.ts";
import { createRedisSource } from "../../src/adapters/redis/source.ts";
import type { SourceAddress } from "../../src/lib/source-addresses.ts";
import type { Source, SourceAnswer } from "../../src/ports/source.ts";
import { listening } from "../support/listening.ts";
import { startRedis, type RedisServer } from "../support/redis-server.ts";

let server: RedisServer;
let redis: Redis;
let connections: Connections;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => {
  connections = createConnections();
});
afterEach(() => connections.stop());

const sourceOf = (addresses: Readonly<Record<string, SourceAddress>>): Source =>
  createRedisSource(new Map(Object.entries(addresses)), connections);

async function read(
  source: Source,
  info: string,
  signal = new AbortController().signal,
): Promise<number | string> {
  const answer: SourceAnswer = await source.read(
    { kind: "redis", connection: null, options: { info } },
    signal,
  );
  return answer.outcome === "read" ? answer.readings[0]!.value : answer.reason;
}

const ours = (): Source => sourceOf({ redis: { url: server.socket, token: null } });

/** Without the test's own. */
const clients = async (): Promise<number> =>
  ((await redis.client("LIST")) as string).trim().split("\n").length - 1;

describe("a field of INFO", () => {
  it("is a number, or a part of a field that is one", async () => {
    await redis.select(3);
    await redis.mset("a", 1, "b", 2);

    expect(await read(ours(), "used_memory")).toBeGreaterThan(100_000);
    expect(await read(ours(), "mem_fragmentation_ratio")).toEqual(expect.any(Number));
    expect(await read(ours(), "db3.keys")).toBe(2);
  });

  it("of a database without keys is 0, for INFO leaves it out", async () => {
    expect(await read(ours(), "db9.keys")).toBe(0);
  });

  it("that is no number, or not there, is no data", async () => {
    expect(await read(ours(), "used_memory_human")).toBe("used_memory_human of INFO is no number");
    expect(await read(ours(), "used_memry")).toBe("INFO has no field used_memry");
    expect(await read(ours(), "db3.kys")).toBe("the field db3 of INFO has no part kys");
  });
});

describe("a connection", () => {
  it("is made when it is first needed, serves all alerts, and ends with the program", async () => {
    const source = ours();
    await expect.poll(clients).toBe(0);

    await Promise.all([read(source, "used_memory"), read(source, "connected_clients")]);
    await read(source, "used_memory");
    expect(await clients()).toBe(1);

    connections.stop();
    await expect.poll(clients).toBe(0);
  });

  it("that was cut off is made anew at the next read", async () => {
    const source = ours();
    await read(source, "used_memory");

    await redis.client("KILL", "TYPE", "normal", "SKIPME", "yes");
    await expect.poll(clients).toBe(0);
    await redis.ping();

    expect(await read(source, "used_memory")).toBeGreaterThan(0);
  });

  it("that hangs is given up with its round, and the next one begins anew", async () => {
    let connected = 0;
    const hanging = await listening(createRawServer(() => (connected += 1)));
    onTestFinished(hanging.stop);
    const url = `redis://:hunter2@127.0.0.1:${hanging.port}`;
    const source = sourceOf({ redis: { url, token: null } });

    expect(await read(source, "used_memory", AbortSignal.timeout(50))).toBe("no answer in time");
    expect(await read(source, "used_memory", AbortSignal.timeout(50))).toBe("no answer in time");
    expect(connected).toBe(2);
  });
});

describe("a refusal", () => {
  it("is said without address or password", async () => {
    await redis.config("SET", "requirepass", "right-horse");
    onTestFinished(() => void redis.config("SET", "requirepass", ""));
    const withToken = (token: string | null): Source =>
      sourceOf({ redis: { url: server.socket, token } });

    expect(await read(withToken(null), "used_memory")).toBe("the password is not accepted");
    expect(await read(withToken("wrong-horse"), "used_memory")).toBe(
      "the password is not accepted",
    );
    expect(await read(withToken("right-horse"), "used_memory")).toBeGreaterThan(0);
  });

  it("may concern the command alone", async () => {
    await redis.acl("SETUSER", "default", "-info");
    onTestFinished(() => void redis.acl("SETUSER", "default", "+info"));

    expect(await read(ours(), "used_memory")).toBe("this user may not run INFO");
  });

  it("may be that nobody is there", async () => {
    const { port, stop } = await listening(createRawServer());
    await stop();
    const url = `redis://ana:hunter2@127.0.0.1:${port}`;
    const printed = vi.spyOn(console, "error");

    expect(await read(sourceOf({ redis: { url, token: null } }), "used_memory")).toBe(
      "no connection, or it ended before the answer",
    );
    expect(printed).not.toHaveBeenCalled();
  });
});

describe("an alert is idle", () => {
  const idle = (connection: string | null, url?: string): string | null =>
    sourceOf(url === undefined ? {} : { redis: { url, token: null } }).idle({
      kind: "redis",
      connection,
      options: { info: "used_memory" },
    });

  it("while the variable with its address is missing, or holds none", () => {
    expect(idle(null)).toBe("SOURCE_REDIS_URL is not set");
    expect(idle("billing")).toBe("SOURCE_REDIS_BILLING_URL is not set");
    expect(idle(null, "http://u:pw@host")).toBe(
      "SOURCE_REDIS_URL is no address of a Redis, as in redis://host:6379",
    );
    expect(idle(null, "redis://host")).toBeNull();
  });
});
