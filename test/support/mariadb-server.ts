import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConnection } from "mysql2";
import { selfSigned } from "./certificate.ts";
import { databaseProcess, program } from "./database-process.ts";
import { freePort } from "./processes.ts";

export interface MariadbServer {
  readonly port: number;
  /** Of a file with the certificate that it shows, for `localhost`. */
  readonly certificate: string;
  /** Over the socket, to the database shop. */
  url(user?: string, password?: string): string;
  /** As the user root; the rows of the last statement's result, or of the only one. */
  sql(text: string): Promise<readonly (readonly unknown[])[]>;
  stop(): Promise<void>;
}

const SHARE = [
  "/usr/share/mysql",
  "/usr/share/mariadb",
  "/opt/homebrew/share/mysql",
  "/usr/local/share/mysql",
];
const QUICK = [
  "--no-defaults",
  "--innodb-log-file-size=4M",
  "--innodb-buffer-pool-size=8M",
  "--innodb-flush-method=nosync",
  "--innodb-undo-tablespaces=0",
  "--innodb-data-file-path=ibdata1:2M:autoextend",
  "--innodb-temp-data-file-path=ibtmp1:2M:autoextend",
  "--aria-log-file-size=8M",
];

/** A MariaDB of one's own on a private socket and a free port of loopback. The user root needs no password. */
export async function startMariadb(): Promise<MariadbServer> {
  const mariadbd = program("mariadbd", ["/usr/sbin"]);
  const server = databaseProcess("mariadb");
  const { folder } = server;
  const socket = join(folder, "s.sock");
  const port = await freePort();
  const tables = ["mysql_system_tables.sql", "mysql_system_tables_data.sql"].map((name) =>
    readFileSync(program(name, SHARE), "utf8"),
  );
  const data = `--datadir=${join(folder, "data")}`;
  // Servers that share one take each other's tables away.
  const temporary = `--tmpdir=${folder}`;
  server.makeFolder("data");
  await server.prepare(
    mariadbd,
    [...QUICK, "--bootstrap", data, temporary],
    ["create database mysql;", "create database shop;", "use mysql;", ...tables].join("\n"),
  );
  const { cert, key } = selfSigned(
    new Date(Date.now() - 86_400_000),
    new Date(Date.now() + 86_400_000),
  );
  const certificate = server.write("server.crt", cert);
  await server.start(
    mariadbd,
    [
      ...QUICK,
      data,
      temporary,
      `--socket=${socket}`,
      `--pid-file=${join(folder, "pid")}`,
      "--bind-address=127.0.0.1",
      `--port=${port}`,
      `--ssl-cert=${certificate}`,
      `--ssl-key=${server.write("server.key", key)}`,
    ],
    "ready for connections",
  );
  const own = createConnection({
    socketPath: socket,
    user: "root",
    database: "shop",
    multipleStatements: true,
    rowsAsArray: true,
  });
  const sql = (text: string): Promise<readonly (readonly unknown[])[]> =>
    new Promise((resolve, reject) => {
      own.query(text, (error, rows) =>
        error === null
          ? resolve(rows as unknown as readonly (readonly unknown[])[])
          : reject(error),
      );
    });
  return {
    port,
    certificate,
    url: (user = "root", password = "") =>
      `mysql://${user}:${password}@socket:${port}/shop?socket=${socket}`,
    sql,
    stop: async () => {
      own.destroy();
      await server.stop();
    },
  };
}
