import { readFileSync } from "node:fs";
import { createConnection, type Connection } from "mysql2";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EXAMPLE_PLAYBOOKS } from "../../src/config.ts";
import { ESCALATION } from "../support/book.ts";
import { startMariadb, type MariadbServer } from "../support/mariadb-server.ts";
import { startPostgres, type PostgresServer } from "../support/postgres-server.ts";
import { startWatchroom, until, type Harness } from "../support/watchroom.ts";

/** What takes long is told at once. */
const page = (file: string): string =>
  readFileSync(`${EXAMPLE_PLAYBOOKS}/${file}`, "utf8").replaceAll(
    /^above: (1800|600) .*$/gm,
    "above: -1",
  );

/** Of the example book; each is seen to fire and to recover. */
const ALERTS = {
  postgres: [
    /PostgreSQL runs out of connections: \d+ of 80/,
    /Queries wait for a lock: 7 of 5/,
    /A transaction stays open:[^]*user=postgres/,
    /Jobs are not done: 101 of 100[^]*queue=mail/,
  ],
  mysql: [
    /MySQL runs out of connections: \d+ of 80/,
    /Changes wait for a lock: 7 of 5/,
    /A query takes long:[^]*user=root/,
  ],
};

let watch: Harness;

async function rounds(count: number, pauseMs = 0): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    await watch.advance({ minutes: 1 });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await watch.collect();
  }
}

async function told(alerts: readonly RegExp[]): Promise<void> {
  for (const alert of alerts) await watch.room.expectCard(alert);
}

async function recovered(count: number): Promise<void> {
  const { incidents } = await watch.api.get<{ incidents: readonly { status: string }[] }>(
    "/api/v1/incidents",
  );
  expect(incidents.map(({ status }) => status)).toEqual(
    Array.from({ length: count }, () => "resolved"),
  );
}

describe("the page about PostgreSQL", () => {
  let server: PostgresServer;
  const clients: Client[] = [];

  beforeAll(async () => {
    server = await startPostgres();
    await server.sql(`
      CREATE ROLE watchroom LOGIN PASSWORD 'a-password-that-nobody-may-see' IN ROLE pg_monitor;
      CREATE TABLE jobs (queue text, run_at timestamptz, finished_at timestamptz);
      CREATE TABLE held ();
      GRANT SELECT ON jobs TO watchroom;
    `);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    const url = server.url("watchroom");
    watch = await startWatchroom({
      book: { "escalation.md": ESCALATION, "postgres.md": page("postgres.md") },
      env: {
        SOURCE_POSTGRES_URL: url,
        SOURCE_POSTGRES_TOKEN: "a-password-that-nobody-may-see",
        SOURCE_POSTGRES_SHOP_URL: url,
        SOURCE_POSTGRES_SHOP_TOKEN: "a-password-that-nobody-may-see",
      },
    });
    await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  it("tells of a row that somebody inserted and of all else that is wrong, and of its end", async () => {
    await rounds(1);
    await watch.room.expectNothing();

    await server.sql(
      "INSERT INTO jobs SELECT 'mail', now() - interval '1 hour' FROM generate_series(1, 101)",
    );
    for (let i = 0; i < 15; i += 1) {
      const client = new Client({ connectionString: server.url() });
      client.on("error", () => undefined);
      clients.push(client);
      await client.connect();
    }
    const [holder, ...others] = clients;
    await holder!.query("BEGIN; LOCK TABLE held");
    for (const other of others.slice(0, 7))
      other.query("SELECT * FROM held").catch(() => undefined);
    const waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    await until(async () => (await server.sql(waiting)).length === 7, "seven to wait");
    await rounds(4);
    await told(ALERTS.postgres);

    await server.sql("DELETE FROM jobs");
    await holder!.query("ROLLBACK");
    await Promise.all(clients.map((client) => client.end()));
    await rounds(4);
    await recovered(ALERTS.postgres.length);
    expect(JSON.stringify(watch.log.lines)).not.toMatch(/nobody-may-see|SELECT/);
  });
});

/** InnoDB makes its list of transactions anew only for who has not asked for a tenth of a second. */
const UNHEEDED_MS = 110;

describe("the page about MySQL and MariaDB", () => {
  let server: MariadbServer;
  const clients: Connection[] = [];

  beforeAll(async () => {
    server = await startMariadb();
    await server.sql(`
      SET GLOBAL max_connections = 20;
      CREATE USER watchroom IDENTIFIED BY 'a-password';
      GRANT PROCESS ON *.* TO watchroom; GRANT SELECT ON shop.* TO watchroom;
      CREATE TABLE held (id int PRIMARY KEY);
      INSERT INTO held VALUES (1);
    `);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    watch = await startWatchroom({
      book: { "escalation.md": ESCALATION, "mysql.md": page("mysql.md") },
      env: { SOURCE_MYSQL_URL: server.url("watchroom", "a-password") },
    });
    await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  it("tells of what is wrong, and of its end", async () => {
    await rounds(1, UNHEEDED_MS);
    await watch.room.expectNothing();

    for (let i = 0; i < 15; i += 1) {
      const { searchParams } = new URL(server.url());
      const client = createConnection({
        socketPath: searchParams.get("socket")!,
        user: "root",
        database: "shop",
      });
      client.on("error", () => undefined);
      clients.push(client);
    }
    const [holder, ...others] = clients;
    await new Promise((resolve) =>
      holder!.query("BEGIN", () => holder!.query("UPDATE held SET id = 2", resolve)),
    );
    for (const other of others.slice(0, 7)) other.query("DELETE FROM held", () => undefined);
    const waiting = "SELECT 1 FROM information_schema.processlist WHERE info = 'DELETE FROM held'";
    await until(async () => (await server.sql(waiting)).length === 7, "seven to wait");
    await rounds(4, UNHEEDED_MS);
    await told(ALERTS.mysql);

    await new Promise((resolve) => holder!.query("ROLLBACK", resolve));
    for (const client of clients) client.end();
    await rounds(4, UNHEEDED_MS);
    await recovered(ALERTS.mysql.length);
  });
});
