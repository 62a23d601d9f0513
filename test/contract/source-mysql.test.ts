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
  createMysqlConnections,
  type MysqlConnections,
} from "../../src/adapters/mysql/connections.ts";
import { createMysqlSource } from "../../src/adapters/mysql/source.ts";
import type { Source, SourceAnswer } from "../../src/ports/source.ts";
import { listening } from "../support/listening.ts";
import { startMariadb, type MariadbServer } from "../support/mariadb-server.ts";

const STARTS_WITHIN_MS = 60_000;

let server: MariadbServer;
let connections: MysqlConnections;

beforeAll(async () => {
  server = await startMariadb();
  await server.sql(`
    CREATE TABLE orders (shop text, paid decimal(10, 2), at datetime);
    CREATE SEQUENCE numbers;
    CREATE USER watch IDENTIFIED BY 'root-horse';
    GRANT ALL ON *.* TO watch;
    CREATE USER ana IDENTIFIED BY 'right-horse';
    GRANT SELECT ON shop.numbers TO ana;
  `);
}, STARTS_WITHIN_MS);
afterAll(() => server.stop());
beforeEach(() => {
  connections = createMysqlConnections();
});
afterEach(() => connections.stop());

const ours = (): string => server.url("watch", "root-horse");
const sourceOf = (url: string, token: string | null = null): Source =>
  createMysqlSource(new Map([["mysql", { url, token }]]), connections);

const read = (
  query: string,
  { source = sourceOf(ours()), withinMs = 5_000, signal = AbortSignal.timeout(withinMs) } = {},
): Promise<SourceAnswer> =>
  source.read({ kind: "mysql", connection: null, options: { query } }, signal, withinMs);

const good = (...readings: readonly unknown[]): unknown => ({
  outcome: "read",
  readings,
  unusable: null,
});
const failed = (reason: string): unknown => ({ outcome: "failed", reason });
const ONE = "SELECT 1 AS value";

/** The server keeps the time by itself; a busy machine may be late to hear of it. */
const patient = (): AbortSignal => AbortSignal.timeout(5_000);

/** Those of the user that watchroom comes as. */
const clients = async (): Promise<readonly unknown[]> =>
  (await server.sql("SELECT id FROM information_schema.processlist WHERE user = 'watch'")).map(
    ([id]) => id,
  );

async function cutOff(user: string): Promise<void> {
  await server.sql(`KILL USER ${user}`);
}

describe("a query", () => {
  it("gives one series for each row: the column value is the number, all others are labels", async () => {
    await server.sql(
      "INSERT INTO orders VALUES ('north', 12.5, '2026-01-02 03:04:05'), ('south', 3, null)",
    );
    onTestFinished(async () => void (await server.sql("TRUNCATE orders")));

    expect(await read("SELECT shop, paid AS value, at FROM orders ORDER BY shop")).toEqual(
      good(
        { labels: { shop: "north", at: "2026-01-02 03:04:05" }, value: 12.5 },
        { labels: { shop: "south", at: "null" }, value: 3 },
      ),
    );
  });

  it.each([
    ["count(*)", 1],
    ["18446744073709551615", 2 ** 64],
    ["-0.25", -0.25],
    ["1e300", 1e300],
    ["true", 1],
    ["'17'", 17],
  ])("takes %s as a number", async (value, number) => {
    expect(await read(`SELECT ${value} AS value`)).toEqual(good({ labels: {}, value: number }));
  });

  it("may ask the server for its own figures", async () => {
    expect(await read("SHOW GLOBAL STATUS LIKE 'Threads_connected'")).toEqual(
      good({
        labels: { Variable_name: "Threads_connected" },
        value: expect.any(Number) as number,
      }),
    );
  });

  it("shows other types as the server writes them", async () => {
    expect(
      await read("SELECT 1 AS value, time('52:04:05') AS age, json_array(1, 'ä') AS list"),
    ).toEqual(good({ labels: { age: "52:04:05", list: '[1, "ä"]' }, value: 1 }));
  });

  it("without a row, or with null for a value, is a good answer without that series", async () => {
    expect(await read("SELECT shop, paid AS value FROM orders")).toEqual(good());
    expect(await read("SELECT 'a' AS shop, 1/0 AS value UNION SELECT 'b', 2")).toEqual(
      good({ labels: { shop: "b" }, value: 2 }),
    );
  });

  it("says which value is no number, and keeps the others", async () => {
    expect(await read("SELECT 'a' AS shop, 'n/a' AS value UNION ALL SELECT 'b', '2'")).toEqual({
      outcome: "read",
      readings: [{ labels: { shop: "b" }, value: 2 }],
      unusable: 'the value of shop=a is no number: "n/a"',
    });
  });

  it("may end in a semicolon or a comment", async () => {
    expect(await read(`${ONE};\n`)).toEqual(good({ labels: {}, value: 1 }));
    expect(await read(`${ONE} -- one`)).toEqual(good({ labels: {}, value: 1 }));
  });

  it.each<[string, string]>([
    ["SELECT seq AS n, seq AS value FROM seq_1_to_10000", "the query returned more than 100 rows"],
    ["SELECT seq AS value FROM seq_1_to_100000000", "the query returned more than 100 rows"],
    ["SELECT * FROM orders", "the query returned no column named value"],
    ["SHOW TABLES", "the query returned no column named value"],
    ["SELECT 1 AS value, 2 AS Value", "the query returned two columns named value"],
    [
      `${ONE};\nSELECT 2 AS value`,
      "the query is not right, or more than one statement, in its line 2",
    ],
    [
      "SELECT 1 AS value\nFORM orders x",
      "the query is not right, or more than one statement, in its line 2",
    ],
    ["SELECT paid AS value FROM ordres", "the query names a table that is not there"],
    ["SELECT pad AS value FROM orders", "the query names a column that is not there"],
    ["SELECT nosuch(1) AS value", "the query uses a function that is not there"],
    ["SELECT nextval(numbers) AS value", "the query would change something, and may only read"],
    ["SELECT st_x('x') AS value", "the server refuses the query with its error 4079"],
    [
      "DELETE FROM orders WHERE 1 IN (SELECT 1 AS value)",
      "`query` must be a SELECT or SHOW with a column named value",
    ],
    [
      "SELECT 1 AS value INTO OUTFILE '/tmp/watchroom'",
      "`query` must be a SELECT or SHOW with a column named value",
    ],
  ])("that cannot be used says why, and the next one works: %s", async (query, reason) => {
    expect(await read(query)).toEqual(failed(reason));
    expect(await read(ONE)).toEqual(good({ labels: {}, value: 1 }));
  });

  it("that takes a minute is stopped by the server within the time of its round", async () => {
    const source = sourceOf(ours());
    await read(ONE, { source });
    const before = await clients();

    expect(
      await read("SELECT sleep(60), 1 AS value", { source, withinMs: 300, signal: patient() }),
    ).toEqual(failed("the query took too long and was stopped"));
    expect(await read(ONE, { source })).toEqual(good({ labels: {}, value: 1 }));
    expect(await clients()).toEqual(before);
  });
});

describe("a connection", () => {
  it("is made when it is first needed, serves all alerts, and ends with the program", async () => {
    const source = sourceOf(ours());
    await expect.poll(clients).toEqual([]);

    const answers = await Promise.all(
      [1, 2, 3].map((n) => read(`SELECT ${n} AS value`, { source })),
    );

    expect(answers).toEqual([1, 2, 3].map((value) => good({ labels: {}, value })));
    expect(await clients()).toHaveLength(1);
    connections.stop();
    await expect.poll(clients).toEqual([]);
  });

  it("that was cut off between two rounds is made anew by the next one", async () => {
    await read(ONE);
    await cutOff("watch");

    await expect.poll(() => read(ONE)).toEqual(good({ labels: {}, value: 1 }));
  });

  it("that is cut off during a query says so", async () => {
    const cut = read("SELECT sleep(60), 1 AS value");
    await expect
      .poll(() =>
        server.sql(
          "SELECT 1 FROM information_schema.processlist WHERE user = 'watch' AND state = 'User sleep'",
        ),
      )
      .toHaveLength(1);
    await cutOff("watch");

    expect(await cut).toEqual(failed(expect.stringMatching(/\bended\b/) as string));
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
    const source = sourceOf(`mysql://ana:hunter2@127.0.0.1:${hanging.port}/shop`);

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

  it("that talks of something else is given up", async () => {
    const other = await listening(
      createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    onTestFinished(other.stop);

    expect(
      await read(ONE, { source: sourceOf(`mysql://ana:hunter2@127.0.0.1:${other.port}/shop`) }),
    ).toEqual(failed("no connection, or it ended before the answer"));
  });
});

describe("a refusal is said without address, name or password", () => {
  it("when the password is wrong, missing or was changed", async () => {
    const refused = failed("the user or the password is not accepted");
    const over = (user: string, password: string): Source =>
      sourceOf(`mysql://${user}:${password}@127.0.0.1:${server.port}/shop`);

    expect(await read(ONE, { source: over("ana", "wrong-horse") })).toEqual(refused);
    expect(await read(ONE, { source: over("ana", "") })).toEqual(refused);
    expect(await read(ONE, { source: over("nobody", "right-horse") })).toEqual(refused);
    const source = sourceOf(server.url("ana"), "right-horse");
    expect(await read(ONE, { source })).toEqual(good({ labels: {}, value: 1 }));

    await server.sql("SET PASSWORD FOR ana = PASSWORD('another-horse')");
    onTestFinished(
      async () => void (await server.sql("SET PASSWORD FOR ana = PASSWORD('right-horse')")),
    );
    await cutOff("ana");
    await expect.poll(() => read(ONE, { source })).toEqual(refused);
  });

  it("when the user may not read, or the database is not there", async () => {
    const url = server.url("ana", "right-horse");
    expect(await read("SELECT count(*) AS value FROM orders", { source: sourceOf(url) })).toEqual(
      failed("this user may not read what the query asks for"),
    );
    expect(await read(ONE, { source: sourceOf(url.replace("/shop?", "/mysql?")) })).toEqual(
      failed("this user may not use the database"),
    );
    expect(await read(ONE, { source: sourceOf(ours().replace("/shop?", "/nosuch?")) })).toEqual(
      failed("there is no database of this name"),
    );
  });

  it("when nobody is there", async () => {
    const { port, stop } = await listening(createServer());
    await stop();

    expect(
      await read(ONE, { source: sourceOf(`mysql://ana:hunter2@127.0.0.1:${port}/shop`) }),
    ).toEqual(failed("nobody answers at its address"));
  });

  it("when the line is not as safe as the address asks for", async () => {
    const over = (more: string, host = "localhost"): Promise<SourceAnswer> =>
      read(
        "SELECT variable_value <> '' AS value FROM information_schema.session_status WHERE variable_name = 'Ssl_version'",
        {
          source: sourceOf(`mysql://watch:root-horse@${host}:${server.port}/shop?${more}`),
        },
      );
    const off = good({ labels: {}, value: 0 });
    const on = good({ labels: {}, value: 1 });
    const untrusted = failed("its certificate is not trusted, or is another host's");

    expect(await over("")).toEqual(off);
    expect(await over("ssl-mode=REQUIRED")).toEqual(on);
    expect(await over("ssl-mode=VERIFY_IDENTITY")).toEqual(untrusted);
    expect(await over(`ssl-mode=VERIFY_IDENTITY&ssl-ca=${server.certificate}`)).toEqual(on);
    expect(await over(`ssl-mode=VERIFY_IDENTITY&ssl-ca=${server.certificate}`, "127.1")).toEqual(
      untrusted,
    );
    expect(await over("ssl-mode=VERIFY_CA&ssl-ca=/nowhere")).toEqual(
      failed("a certificate file that its address names cannot be read"),
    );
    expect(await over(`ssl-mode=VERIFY_CA&ssl-ca=${server.certificate}`, "127.0.0.1")).toEqual(on);
  });
});

describe("an alert is idle", () => {
  it.each([
    [undefined, "SOURCE_MYSQL_URL is not set"],
    [
      "postgres://ana@host/shop",
      "SOURCE_MYSQL_URL is no address of a database, as in mysql://user@host:3306/database",
    ],
    [
      "mysql://ana:hunter2@host/shop?ssl-mode=PREFERRED",
      "SOURCE_MYSQL_URL has a `ssl-mode` that is not known; write disabled, required, verify_ca, verify_identity",
    ],
    [
      "mysql://ana@127.0.0.1/shop?ssl-mode=VERIFY_IDENTITY",
      "SOURCE_MYSQL_URL has `ssl-mode=verify_identity` and a number for a host; write the host's name",
    ],
    ["mysql://ana@host", null],
    ["mariadb://ana@localhost/shop?socket=/run/mysqld/mysqld.sock", null],
  ])("while the variable with its address is missing, or holds none: %s", (url, reason) => {
    const addresses = new Map(url === undefined ? [] : [["mysql", { url, token: null }]]);

    expect(
      createMysqlSource(addresses, connections).idle({
        kind: "mysql",
        connection: null,
        options: { query: ONE },
      }),
    ).toBe(reason);
  });
});
