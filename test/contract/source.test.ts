import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostSchema } from "../../src/adapters/host/schema.ts";
import { createHostSource } from "../../src/adapters/host/source.ts";
import { httpSchema } from "../../src/adapters/http/schema.ts";
import { createHttpSource } from "../../src/adapters/http/source.ts";
import { prometheusSchema } from "../../src/adapters/prometheus/schema.ts";
import { createPrometheusSource } from "../../src/adapters/prometheus/source.ts";
import { rabbitmqSchema } from "../../src/adapters/rabbitmq/schema.ts";
import { createRabbitmqSource } from "../../src/adapters/rabbitmq/source.ts";
import { createMysqlConnections } from "../../src/adapters/mysql/connections.ts";
import { mysqlSchema } from "../../src/adapters/mysql/schema.ts";
import { createMysqlSource } from "../../src/adapters/mysql/source.ts";
import { createPostgresConnections } from "../../src/adapters/postgres/connections.ts";
import { postgresSchema } from "../../src/adapters/postgres/schema.ts";
import { createPostgresSource } from "../../src/adapters/postgres/source.ts";
import { createConnections } from "../../src/adapters/redis/connections.ts";
import { redisSchema } from "../../src/adapters/redis/schema.ts";
import { createRedisSource } from "../../src/adapters/redis/source.ts";
import { watchroomSchema } from "../../src/adapters/watchroom/schema.ts";
import { createWatchroomSource } from "../../src/adapters/watchroom/source.ts";
import { FIGURES, type Figures } from "../../src/alerts/figures.ts";
import { checkAnswer } from "../../src/collector/check-answer.ts";
import { systemClock } from "../../src/lib/clock.ts";
import type { Source, SourceSchema } from "../../src/ports/source.ts";
import { listening } from "../support/listening.ts";
import { startPrometheus } from "../support/prometheus-server.ts";
import { startMariadb } from "../support/mariadb-server.ts";
import { startPostgres } from "../support/postgres-server.ts";
import { startRedis } from "../support/redis-server.ts";

const STARTS_WITHIN_MS = 60_000;

interface Subject {
  readonly kind: string;
  readonly schema: SourceSchema;
  readonly works: Readonly<Record<string, unknown>>;
  readonly fails: readonly Readonly<Record<string, unknown>>[];
  start(): Promise<Started> | Started;
}

interface Started {
  readonly source: Source;
  stop?(): Promise<void>;
}

const figures = Object.fromEntries(
  Object.keys(FIGURES).map((name, index) => [name, index]),
) as Figures;

const SOURCES: readonly Subject[] = [
  {
    kind: "host",
    schema: hostSchema,
    works: { measure: "disk" },
    fails: [{ measure: "disk", path: "/nowhere" }],
    start: () => ({ source: createHostSource() }),
  },
  {
    kind: "http",
    schema: httpSchema,
    works: { url: "/", measure: "status" },
    fails: [{ url: "http://127.0.0.1:1/", measure: "status" }],
    start: async () => {
      const server = await listening(createServer((_request, response) => response.end("well")));
      const url = `http://127.0.0.1:${server.port}`;
      const addresses = new Map([["http", { url, token: null }]]);
      return {
        source: createHttpSource({ addresses, clock: systemClock }),
        stop: () => server.stop(),
      };
    },
  },
  {
    kind: "mysql",
    schema: mysqlSchema,
    works: { query: "SELECT 1 AS value, 'a' AS name UNION SELECT 2, 'b'" },
    fails: [{ query: "SELECT value FROM nowhere" }],
    start: async () => {
      const server = await startMariadb();
      const connections = createMysqlConnections();
      const addresses = new Map([["mysql", { url: server.url(), token: null }]]);
      return {
        source: createMysqlSource(addresses, connections),
        stop: async () => {
          connections.stop();
          await server.stop();
        },
      };
    },
  },
  {
    kind: "postgres",
    schema: postgresSchema,
    works: { query: "SELECT i AS value, i AS name FROM generate_series(1, 2) i" },
    fails: [{ query: "SELECT value FROM nowhere" }],
    start: async () => {
      const server = await startPostgres();
      const connections = createPostgresConnections();
      const addresses = new Map([["postgres", { url: server.url(), token: null }]]);
      return {
        source: createPostgresSource(addresses, connections),
        stop: async () => {
          connections.stop();
          await server.stop();
        },
      };
    },
  },
  {
    kind: "redis",
    schema: redisSchema,
    works: { info: "used_memory" },
    fails: [{ info: "role" }],
    start: async () => {
      const server = await startRedis();
      const connections = createConnections();
      const addresses = new Map([["redis", { url: server.socket, token: null }]]);
      return {
        source: createRedisSource(addresses, connections),
        stop: async () => {
          connections.stop();
          await server.stop();
        },
      };
    },
  },
  {
    kind: "prometheus",
    schema: prometheusSchema,
    works: { query: "label_replace(vector(7), 'queue', 'builds', '', '')" },
    fails: [{ query: "builds" }, { query: "up{" }],
    start: async () => {
      const server = await startPrometheus();
      const addresses = new Map([["prometheus", { url: server.url, token: null }]]);
      return { source: createPrometheusSource(addresses), stop: () => server.stop() };
    },
  },
  {
    // A real one takes seconds to begin: test/integration/brokers.test.ts has it.
    kind: "rabbitmq",
    schema: rabbitmqSchema,
    works: { queue: "builds", measure: "messages_ready" },
    fails: [{ queue: "mail", measure: "messages_ready" }, { measure: "node_memory" }],
    start: async () => {
      const server = await listening(
        createServer(({ url = "" }, response) => {
          const isThere = url.startsWith("/api/queues/%2F/builds?");
          const body = isThere
            ? { name: "builds", messages: 7, messages_ready: 4 }
            : { error: "Object Not Found", reason: "Not Found" };
          response.writeHead(isThere ? 200 : 404).end(JSON.stringify(body));
        }),
      );
      const url = `http://127.0.0.1:${server.port}`;
      const addresses = new Map([["rabbitmq", { url, token: null }]]);
      return { source: createRabbitmqSource(addresses), stop: () => server.stop() };
    },
  },
  {
    kind: "watchroom",
    schema: watchroomSchema,
    works: { measure: "outbox-age" },
    fails: [],
    start: () => ({ source: createWatchroomSource(() => Promise.resolve(figures)) }),
  },
];

describe.each(SOURCES.map((subject) => [subject.kind, subject] as const))(
  "the source %s",
  (kind, { schema, works, fails, start }) => {
    let started: Started;
    beforeAll(async () => {
      started = await start();
    }, STARTS_WITHIN_MS);
    afterAll(() => started.stop?.());

    const specOf = (options: Subject["works"]): Parameters<Source["read"]>[0] => ({
      kind,
      connection: null,
      options,
    });
    const read = (
      options: Subject["works"],
      signal = new AbortController().signal,
    ): ReturnType<Source["read"]> => started.source.read(specOf(options), signal);

    test("is named as its schema is, and may say what the book lets it say", () => {
      expect([schema.kind, started.source.kind]).toEqual([kind, kind]);
      expect([works, ...fails].map((options) => schema.options.safeParse(options).error)).toEqual([
        undefined,
        ...fails.map(() => undefined),
      ]);
    });

    test("reads what its schema made of the book", async () => {
      const options = schema.options.parse(works);

      expect(await read(options)).toMatchObject({ outcome: "read" });
    });

    test("refuses keys that nobody knows", () => {
      expect(schema.options.safeParse({ ...works, nobodyKnows: 1 }).success).toBe(false);
    });

    test("can be used once its addresses are known", () => {
      expect(started.source.idle(specOf(works))).toBeNull();
    });

    test("answers numbers with labels, such as collection takes", async () => {
      const answer = checkAnswer(await read(works));

      expect(answer).toMatchObject({ outcome: "read", unusable: null });
      expect(answer).not.toMatchObject({ readings: [] });
    });

    test("answers the same labels each time", async () => {
      const [first, second] = [checkAnswer(await read(works)), checkAnswer(await read(works))].map(
        (answer) =>
          answer.outcome === "read" ? answer.readings.map(({ labels }) => labels) : answer,
      );

      expect(first).toEqual(second);
    });

    test.each(fails)("fails as a value, with a reason in words: %j", async (options) => {
      expect(await read(options)).toEqual({
        outcome: "failed",
        reason: expect.stringMatching(/^\S.{8,199}$/) as string,
      });
    });

    test.each([
      [{}],
      [{ measure: 7 }],
      [{ path: null }],
      [{ url: {} }],
      [{ info: "a b" }],
      [{ query: 7 }],
    ])("does not throw on options that no book would let through: %j", async (options) => {
      expect(await read(options)).toMatchObject({ outcome: "failed" });
    });

    test("does not throw when its time is over before it began", async () => {
      expect(["read", "failed"]).toContain((await read(works, AbortSignal.abort())).outcome);
    });
  },
);
