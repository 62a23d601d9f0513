import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { selfSigned } from "./certificate.ts";
import { databaseProcess, program } from "./database-process.ts";
import { freePort } from "./processes.ts";

export interface PostgresServer {
  readonly port: number;
  /** Of a file with the certificate that it shows, for `localhost`. */
  readonly certificate: string;
  /** Over the socket, to the database postgres. */
  url(user?: string, password?: string): string;
  /** As the user postgres. */
  sql(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

const QUICK = ["fsync=off", "full_page_writes=off", "shared_buffers=8MB", "max_connections=20"];
const ACCESS = `
local all postgres trust
local all shut reject
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
`;

/** A PostgreSQL of one's own on a private socket and a free port of loopback. The user postgres needs no password, all others do. */
export async function startPostgres(): Promise<PostgresServer> {
  const initdb = program("initdb", places());
  const server = databaseProcess("postgres");
  const { folder } = server;
  const data = join(folder, "data");
  const port = await freePort();
  await server.prepare(
    initdb,
    "-U postgres -A trust -E UTF8 --no-sync --no-locale --no-instructions"
      .split(" ")
      .concat("-D", data),
  );
  const { cert, key } = selfSigned(
    new Date(Date.now() - 86_400_000),
    new Date(Date.now() + 86_400_000),
  );
  const certificate = server.write("server.crt", cert);
  const settings = [
    ...QUICK,
    `unix_socket_directories=${folder}`,
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    "ssl=on",
    `ssl_cert_file=${certificate}`,
    `ssl_key_file=${server.write("server.key", key)}`,
    `hba_file=${server.write("access.conf", ACCESS)}`,
  ];
  await server.start(
    join(dirname(initdb), "postgres"),
    ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    "ready to accept connections",
  );
  const own = new Client({ host: folder, port, user: "postgres", database: "postgres" });
  await own.connect();
  return {
    port,
    certificate,
    url: (user = "postgres", password = "") =>
      `postgres://${user}:${password}@socket:${port}/postgres?host=${folder}`,
    sql: async (text) => {
      const { rows } = await own.query<Readonly<Record<string, unknown>>>(text);
      return rows;
    },
    stop: async () => {
      await own.end();
      await server.stop();
    },
  };
}

/** Debian and Homebrew keep it off the PATH, one version beside the other: newest first. */
function places(): readonly string[] {
  return [
    ["/usr/lib/postgresql", ""],
    ["/opt/homebrew/opt", "postgresql@"],
    ["/usr/local/opt", "postgresql@"],
  ].flatMap(([folder = "", prefix = ""]) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.startsWith(prefix))
      .toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }))
      .map((name) => join(folder, name, "bin")),
  );
}
