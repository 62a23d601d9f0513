import { createServer, type Socket } from "node:net";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from "vitest";
import {
  createPostgresConnections,
  type PostgresConnections,
} from "../../src/adapters/postgres/connections.ts";
import { createPostgresSource } from "../../src/adapters/postgres/source.ts";
import type { Source, SourceAnswer } from "../../src/ports/source.ts";
import { listening } from "../support/listening.ts";
import { startPostgres, type PostgresServer } from "../support/postgres-server.ts";

const STARTS_WITHIN_MS = 60_000;

let server: PostgresServer;
let connections: PostgresConnections;

beforeAll(async () => {
  server = await startPostgres();
  await server.sql(`
    CREATE TABLE orders (shop text, paid numeric, at timestamptz);
    CREATE SEQUENCE numbers;
    CREATE ROLE ana LOGIN PASSWORD 'right-horse';
    CREATE ROLE shut LOGIN;
  `);
}, STARTS_WITHIN_MS);
afterAll(() => server.stop());
beforeEach(() => {
  connections = createPostgresConnections();
});
afterEach(() => connections.stop());

const sourceOf = (url: string, token: string | null = null): Source =>
  createPostgresSource(new Map([["postgres", { url, token }]]), connections);

const read = (
  query: string,
  {
    source = sourceOf(server.url()),
    withinMs = 5_000,
    signal = AbortSignal.timeout(withinMs),
  } = {},
): Promise<SourceAnswer> =>
  source.read({ kind: "postgres", connection: null, options: { query } }, signal, withinMs);

const good = (...readings: readonly unknown[]): unknown => ({
  outcome: "read",
  readings,
  unusable: null,
});
const failed = (reason: string): unknown => ({ outcome: "failed", reason });
const ONE = "SELECT 1 AS value";

/** The server keeps the time by itself; a busy machine may be late to hear of it. */
const patient = (): AbortSignal => AbortSignal.timeout(5_000);

/** Watchroom's own connections to the server. */
const backends = async (): Promise<number> =>
  (await server.sql("SELECT 1 FROM pg_stat_activity WHERE application_name = 'watchroom'")).length;

describe("a query", () => {
  it("gives one series for each row: the column value is the number, all others are labels", async () => {
    await server.sql(
      "INSERT INTO orders VALUES ('north', 12.5, '2026-01-02 03:04:05+00'), ('south', 3, null)",
    );
    onTestFinished(async () => void (await server.sql("TRUNCATE orders")));

    expect(await read("SELECT shop, paid AS value, at FROM orders ORDER BY shop")).toEqual(
      good(
        { labels: { shop: "north", at: "2026-01-02 03:04:05+00" }, value: 12.5 },
        { labels: { shop: "south", at: "null" }, value: 3 },
      ),
    );
  });

  it.each([
    ["count(*)", 1],
    ["9223372036854775807::bigint", 2 ** 63],
    ["-0.25::numeric", -0.25],
    ["1e300::float8", 1e300],
    ["true", 1],
    ["'17'::text", 17],
  ])("takes %s as a number", async (value, number) => {
    expect(await read(`SELECT ${value} AS value`)).toEqual(good({ labels: {}, value: number }));
  });

  it("shows other types as the server writes them", async () => {
    expect(
      await read(
        "SELECT 1 AS value, interval '3 days 4 hours' AS age, false AS paid, '{1,2}'::int[] AS lines",
      ),
    ).toEqual(
      good({ labels: { age: "3 days 04:00:00", paid: "false", lines: "{1,2}" }, value: 1 }),
    );
  });

  it("without a row, or with null for a value, is a good answer without that series", async () => {
    expect(await read("SELECT shop, paid AS value FROM orders")).toEqual(good());
    expect(await read("SELECT 'a' AS shop, null AS value UNION SELECT 'b', 2")).toEqual(
      good({ labels: { shop: "b" }, value: 2 }),
    );
  });

  it.each([
    ["'n/a'", 'the value of shop=a is no number: "n/a"'],
    ["''", 'the value of shop=a is no number: ""'],
    ["'NaN'::float8", 'the value of shop=a is no number: "NaN"'],
    ["'-Infinity'::float8", 'the value of shop=a is no number: "-Infinity"'],
  ])("says that %s is no number, and keeps the others", async (value, unusable) => {
    expect(
      await read(`SELECT 'a' AS shop, ${value}::text AS value UNION ALL SELECT 'b', '2'`),
    ).toEqual({
      outcome: "read",
      readings: [{ labels: { shop: "b" }, value: 2 }],
      unusable,
    });
  });

  it("may end in a semicolon or a comment", async () => {
    expect(await read(`${ONE};\n`)).toEqual(good({ labels: {}, value: 1 }));
    expect(await read(`${ONE} -- one`)).toEqual(good({ labels: {}, value: 1 }));
  });

  it.each<[string, string]>([
    [
      "SELECT i AS n, i AS value FROM generate_series(1, 10000) i",
      "the query returned more than 100 rows",
    ],
    ["SELECT generate_series(1, 1e12::bigint) AS value", "the query returned more than 100 rows"],
    ["SELECT * FROM orders", "the query returned no column named value"],
    ["SELECT 1 AS value, 2 AS value", "the query returned two columns named value"],
    ["SELECT 1 AS value, 2 AS a, 3 AS a", "the query returned two columns of the same name"],
    [
      `SELECT 1 AS value, ${Array.from({ length: 21 }, (_, i) => `1 AS c${i}`).join()}`,
      "the query returned 21 columns beside value, at most 20 are allowed",
    ],
    [`${ONE}; SELECT 2 AS value`, "the query must be one statement"],
    [`${ONE}) AS a; DROP TABLE orders; SELECT * FROM (${ONE}`, "the query must be one statement"],
    ["SELECT 1 AS value\nFORM orders x", "the query is not right, in its line 2"],
    [
      "SELECT paid AS value\n\nFROM ordres",
      "the query names a table that is not there, in its line 3",
    ],
    [
      "SELECT pad AS value FROM orders",
      "the query names a column that is not there, in its line 1",
    ],
    [
      "SELECT nosuch(1) AS value",
      "the query uses a function that is not there, or not for such values, in its line 1",
    ],
    ["SELECT 1/0 AS value", "the query divides by zero"],
    [
      "SELECT 'x'::int AS value",
      "PostgreSQL refuses the query with its error 22P02, in its line 1",
    ],
    [
      "SELECT set_config('transaction_read_only', 'off', true), 1 AS value",
      "the query would change something, and may only read",
    ],
    ["SELECT nextval('numbers') AS value", "the query would change something, and may only read"],
    [
      "WITH gone AS (DELETE FROM orders RETURNING 1) SELECT 1 AS value FROM gone",
      "the query would change something, or asks for what PostgreSQL cannot do, in its line 1",
    ],
    [
      "DELETE FROM orders RETURNING 1 AS value",
      "`query` must be a SELECT with a column named value",
    ],
  ])("that cannot be used says why, and the next one works: %s", async (query, reason) => {
    expect(await read(query)).toEqual(failed(reason));
    expect(await read(ONE)).toEqual(good({ labels: {}, value: 1 }));
  });

  it("that takes a minute is stopped by the server within the time of its round", async () => {
    const source = sourceOf(server.url());
    expect(
      await read("SELECT pg_sleep(60), 1 AS value", { source, withinMs: 300, signal: patient() }),
    ).toEqual(failed("the query took too long and was stopped"));
    expect(await read(ONE, { source })).toEqual(good({ labels: {}, value: 1 }));
    expect(await backends()).toBe(1);
  });
});

describe("a connection", () => {
  it("is made when it is first needed, serves all alerts, and ends with the program", async () => {
    const source = sourceOf(server.url());
    await expect.poll(backends).toBe(0);

    const answers = await Promise.all(
      [1, 2, 3].map((n) => read(`SELECT ${n} AS value`, { source })),
    );

    expect(answers).toEqual([1, 2, 3].map((value) => good({ labels: {}, value })));
    expect(await backends()).toBe(1);
    connections.stop();
    await expect.poll(backends).toBe(0);
    expect(await read(ONE, { source })).toMatchObject({ outcome: "failed" });
  });

  it("is closed when nobody has used it for a while, and made anew", async () => {
    connections = createPostgresConnections(10);
    await read(ONE);
    await expect.poll(backends).toBe(0);

    expect(await read(ONE)).toEqual(good({ labels: {}, value: 1 }));
  });

  it("that was cut off between two rounds is made anew by the next one", async () => {
    await read(ONE);
    await server.sql(
      "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE application_name = 'watchroom'",
    );
    await expect.poll(() => read(ONE)).toEqual(good({ labels: {}, value: 1 }));
  });

  it("that is cut off during a query says so", async () => {
    expect(await read("SELECT pg_terminate_backend(pg_backend_pid()), 1 AS value")).toEqual(
      failed("the server ended the connection"),
    );
    expect(await read(ONE)).toEqual(good({ labels: {}, value: 1 }));
  });

  it("that hangs is given up with its round, and the next one begins anew", async () => {
    const sockets: Socket[] = [];
    let arrived = (): void => {};
    const hanging = await listening(
      createServer((socket) => {
        sockets.push(socket.resume());
        arrived();
      }),
    );
    onTestFinished(hanging.stop);
    const source = sourceOf(`postgres://ana:hunter2@127.0.0.1:${hanging.port}/shop`);

    for (let round = 1; round <= 2; round += 1) {
      const abort = new AbortController();
      arrived = () => abort.abort();
      expect(await read(ONE, { source, signal: abort.signal })).toEqual(
        failed("no answer in time"),
      );
      expect(sockets).toHaveLength(round);
      await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    }
  });

  it("that one query holds leaves no time to another, which says so and waits no longer than its round", async () => {
    const source = sourceOf(server.url());
    const slow = read("SELECT pg_sleep(60), 1 AS value", {
      source,
      withinMs: 400,
      signal: patient(),
    });

    expect(await read(ONE, { source, withinMs: 100 })).toEqual(
      failed("other queries of its address took all the time"),
    );
    const next = read(ONE, { source });
    expect(await slow).toEqual(failed("the query took too long and was stopped"));
    expect(await next).toEqual(good({ labels: {}, value: 1 }));
  });
});

describe("a refusal is said without address, name or password", () => {
  const over = (user: string, password: string, more = ""): Source =>
    sourceOf(`postgres://${user}:${password}@localhost:${server.port}/postgres${more}`);

  it("when the password is wrong, missing or was changed", async () => {
    const refused = failed("the user or the password is not accepted");

    expect(await read(ONE, { source: over("ana", "wrong-horse") })).toEqual(refused);
    expect(await read(ONE, { source: over("ana", "") })).toEqual(refused);
    expect(await read(ONE, { source: over("nobody", "right-horse") })).toEqual(refused);
    const source = sourceOf(server.url("ana"), "right-horse");
    expect(await read(ONE, { source })).toEqual(good({ labels: {}, value: 1 }));

    await server.sql("ALTER ROLE ana PASSWORD 'another-horse'");
    onTestFinished(async () => void (await server.sql("ALTER ROLE ana PASSWORD 'right-horse'")));
    await server.sql(
      "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = 'ana'",
    );
    await expect.poll(() => read(ONE, { source })).toEqual(refused);
  });

  it("when the user may not come from here, or may not read, or the database is not there", async () => {
    expect(await read(ONE, { source: sourceOf(server.url("shut")) })).toEqual(
      failed("the server does not let this user in from here"),
    );
    expect(
      await read("SELECT count(*) AS value FROM orders", {
        source: sourceOf(server.url("ana", "right-horse")),
      }),
    ).toEqual(failed("this user may not read what the query asks for"));
    expect(
      await read(ONE, { source: sourceOf(server.url().replace("/postgres?", "/nosuch?")) }),
    ).toEqual(failed("there is no database of this name"));
  });

  it("when nobody is there", async () => {
    const { port, stop } = await listening(createServer());
    await stop();
    const nobody = failed("nobody answers at its address");

    expect(
      await read(ONE, { source: sourceOf(`postgres://ana:hunter2@127.0.0.1:${port}/shop`) }),
    ).toEqual(nobody);
    expect(await read(ONE, { source: sourceOf(`postgres://ana@h/shop?host=/nowhere`) })).toEqual(
      nobody,
    );
  });

  it("when the line is not as safe as the address asks for", async () => {
    const { certificate } = server;
    const untrusted = failed("its certificate is not trusted, or is another host's");
    const isTls = "SELECT ssl AS value FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    const with_ = (more: string): Promise<SourceAnswer> =>
      read(isTls, { source: over("ana", "right-horse", more) });
    const off = good({ labels: {}, value: 0 });
    const on = good({ labels: {}, value: 1 });

    expect(await with_("")).toEqual(off);
    expect(await with_("?sslmode=require")).toEqual(on);
    expect(await with_("?sslmode=verify-full")).toEqual(untrusted);
    expect(await with_(`?sslmode=verify-full&sslrootcert=${certificate}`)).toEqual(on);
    expect(await with_("?sslmode=verify-full&sslrootcert=/nowhere")).toEqual(
      failed("a certificate file that its address names cannot be read"),
    );
    const byNumber = `postgres://ana:right-horse@127.0.0.1:${server.port}/postgres?sslrootcert=${certificate}&sslmode=`;
    expect(await read(isTls, { source: sourceOf(`${byNumber}verify-full`) })).toEqual(untrusted);
    expect(await read(isTls, { source: sourceOf(`${byNumber}verify-ca`) })).toEqual(on);
  });

  it("when the server has no TLS", async () => {
    const plain = await listening(
      createServer((socket) => socket.once("data", () => socket.write("N"))),
    );
    onTestFinished(plain.stop);

    expect(
      await read(ONE, {
        source: sourceOf(`postgres://ana@127.0.0.1:${plain.port}/shop?sslmode=require`),
      }),
    ).toEqual(failed("the server offers no TLS"));
  });
});

describe("an alert is idle", () => {
  const idle = (url?: string, connection: string | null = null): string | null =>
    createPostgresSource(
      new Map(url === undefined ? [] : [["postgres", { url, token: null }]]),
      connections,
    ).idle({ kind: "postgres", connection, options: { query: ONE } });
  const none =
    "SOURCE_POSTGRES_URL is no address of a database, as in postgres://user@host:5432/database";

  it.each([
    [undefined, "SOURCE_POSTGRES_URL is not set"],
    ["mysql://ana@host/shop", none],
    ["postgres://ana@/shop", none],
    ["postgres://host/shop", none],
    ["postgres://ana:%E0%A4%A@host/shop", none],
    ["postgres://ana@host/shop?host=other", none],
    ["host", none],
    [
      "postgres://ana:hunter2@host/shop?sslmode=prefer",
      "SOURCE_POSTGRES_URL has a `sslmode` that is not known; write disable, require, verify-ca, verify-full",
    ],
    ["postgres://ana@host", null],
    ["postgresql://ana@[::1]:5433/shop?sslmode=verify-full", null],
    ["postgres://ana@%2Frun%2Fpostgresql/shop", null],
  ])("while the variable with its address is missing, or holds none: %s", (url, reason) => {
    expect(idle(url)).toBe(reason);
  });

  it("by the name of its connection", () => {
    expect(idle("postgres://ana@host", "billing")).toBe("SOURCE_POSTGRES_BILLING_URL is not set");
  });
});
