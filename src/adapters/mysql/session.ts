import { connect, type Socket } from "node:net";
import { createConnection, type Connection, type ConnectionOptions } from "mysql2";
import { tlsFiles, type DatabaseAddress } from "../../lib/database-address.ts";
import type { SharedConnection } from "../../lib/shared-connections.ts";
import { MOST_ROWS, tooMany, type Table } from "../../lib/table-series.ts";
import { explain } from "./explain.ts";
import { timeLimit } from "./time-limit.ts";

export interface Session extends SharedConnection {
  /** Or why there is none, for humans. Never rejects. `leftMs`: real time that is left. */
  read(query: string, leftMs: () => number): Promise<Table | string>;
}

/** The rest is for the way back. */
const SERVER_SHARE = 0.9;

const ENOUGH = new Error("enough rows");

/** Connects at once; what becomes of that is the first read's to say. */
export function openSession(address: DatabaseAddress): Session {
  const files = address.tls === "off" ? {} : tlsFiles(address);
  if (files === null) return lost("a certificate file that its address names cannot be read");
  const { host, port } = address;
  const socket = host.startsWith("/") ? connect(host) : connect(port, host);
  const connection = createConnection(optionsOf(address, files, socket));
  let isOpen = true;
  let trouble: unknown = null;
  let giveUp: (error: unknown) => void = nothing;
  // Not every command hears of the end of its connection.
  connection.on("error", (error) => {
    isOpen = false;
    trouble ??= error;
    giveUp(trouble);
  });
  const unlessBroken = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      giveUp = reject;
      if (trouble !== null) reject(trouble);
      work.then(resolve, reject);
    });
  const destroy = (): void => {
    isOpen = false;
    socket.destroy();
  };
  const version = versionOf(connection);
  version.catch(nothing);
  const limit = async (leftMs: () => number): Promise<string> => {
    const known = await version;
    return timeLimit(known, Math.max(1, leftMs() * SERVER_SHARE));
  };
  return {
    get isOpen() {
      return isOpen;
    },
    read: async (query, leftMs) => {
      try {
        return await unlessBroken(readIn(connection, query, limit(leftMs)));
      } catch (error) {
        // What is left of the transaction goes with the connection.
        destroy();
        return error === ENOUGH ? tooMany() : explain(error);
      }
    },
    end: () => {
      isOpen = false;
      connection.end();
      // A server that never answers keeps nobody.
      socket.unref();
    },
    destroy,
  };
}

function lost(reason: string): Session {
  return { isOpen: false, read: () => Promise.resolve(reason), end: nothing, destroy: nothing };
}

function nothing(): void {}

/** Rejects when the connection is of no use any more, but not for what is wrong with the query. */
async function readIn(
  connection: Connection,
  query: string,
  limit: Promise<string>,
): Promise<Table | string> {
  await run(connection, await limit);
  await run(connection, "START TRANSACTION READ ONLY");
  const table = await tableOf(connection, query).catch((error: unknown) => {
    if (error === ENOUGH) throw error;
    return explain(error);
  });
  await run(connection, "ROLLBACK");
  return table;
}

/** Row by row, so that nobody waits for the millionth one; more than enough is the end of the connection. */
function tableOf(connection: Connection, query: string): Promise<Table> {
  return new Promise((resolve, reject) => {
    let columns: readonly string[] = [];
    const rows: Table["rows"][number][] = [];
    connection
      .query({ sql: query.replace(/[\s;]+$/, "") })
      .on("fields", (fields: readonly { readonly name: string }[] | undefined) => {
        columns = (fields ?? []).map(({ name }) => name);
      })
      .on("result", (row: unknown) => {
        if (!Array.isArray(row)) return;
        rows.push(row as Table["rows"][number]);
        if (rows.length > MOST_ROWS) reject(ENOUGH);
      })
      .on("error", reject)
      .on("end", () => resolve({ columns, rows }));
  });
}

async function versionOf(connection: Connection): Promise<string> {
  const rows = await run(connection, "SELECT VERSION()");
  return String((rows as readonly (readonly unknown[])[])[0]?.[0]);
}

function run(connection: Connection, sql: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error === null ? resolve(rows) : reject(error)));
  });
}

function optionsOf(
  { host, port, user, password, database, tls }: DatabaseAddress,
  files: Readonly<Record<string, string>>,
  socket: Socket,
): ConnectionOptions {
  return {
    host,
    port,
    user,
    password,
    database,
    stream: () => socket,
    charset: "utf8mb4",
    rowsAsArray: true,
    typeCast: (field) => field.string("utf8"),
    // Nothing that a server says becomes code, and no file of ours is sent to it.
    disableEval: true,
    flags: ["-LOCAL_FILES"],
    ...(tls !== "off" && {
      ssl: {
        ...files,
        rejectUnauthorized: tls !== "encrypted",
        verifyIdentity: tls === "name",
      },
    }),
  };
}
