import { Socket } from "node:net";
import { Client, type QueryArrayConfig } from "pg";
import { tlsFiles, type DatabaseAddress } from "../../lib/database-address.ts";
import { MINUTE } from "../../lib/durations.ts";
import type { SharedConnection } from "../../lib/shared-connections.ts";
import { MOST_ROWS, type Table } from "../../lib/table-series.ts";
import { explain } from "./explain.ts";

export interface Session extends SharedConnection {
  /** Or why there is none, for humans. Never rejects. `leftMs`: real time that is left. */
  read(query: string, leftMs: () => number): Promise<Table | string>;
}

const BEFORE = "SELECT * FROM (\n";
const AFTER = `\n) AS watched LIMIT ${MOST_ROWS + 1}`;
/** The rest is for the way back. */
const SERVER_SHARE = 0.9;
/** A program that froze in between holds nothing up for longer. */
const IDLE_MS = MINUTE;
/** Of the type boolean. */
const TRUTH = 16;

/** Connects at once; what becomes of that is the first read's to say. */
export function openSession(address: DatabaseAddress): Session {
  const socket = new Socket();
  const client = clientOf(address, socket);
  let isOpen = client !== null;
  const ended = (): void => {
    isOpen = false;
  };
  const destroy = (): void => {
    ended();
    socket.destroy();
  };
  // The read that needed the connection hears of it too, and is the one that says so.
  client?.on("error", ended).on("end", ended);
  const connected = client?.connect().then(
    () => null,
    (error: unknown) => (ended(), explain(error)),
  );
  return {
    get isOpen() {
      return isOpen;
    },
    read: async (query, leftMs) => {
      if (client === null) return "a certificate file that its address names cannot be read";
      const trouble = await connected;
      if (trouble !== undefined && trouble !== null) return trouble;
      try {
        const withinMs = Math.max(1, Math.floor(leftMs() * SERVER_SHARE));
        return await readIn(client, query, withinMs, destroy);
      } catch (error) {
        destroy();
        return explain(error);
      }
    },
    end: () => {
      ended();
      void client?.end();
      // A server that never answers keeps nobody.
      socket.unref();
    },
    destroy,
  };
}

/** Rejects when there is no transaction to be had. */
async function readIn(
  client: Client,
  query: string,
  withinMs: number,
  broken: () => void,
): Promise<Table | string> {
  await client.query(
    `BEGIN READ ONLY; SET LOCAL statement_timeout = ${withinMs}; SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`,
  );
  const table = await tableOf(client, query).catch((error: unknown) =>
    explain(error, { query, at: BEFORE.length }),
  );
  // Whatever is left of the transaction otherwise goes with the connection.
  await client.query("ROLLBACK").catch(broken);
  return table;
}

async function tableOf(client: Client, query: string): Promise<Table> {
  // The extended protocol takes one statement only.
  const request: QueryArrayConfig & { queryMode: "extended" } = {
    text: `${BEFORE}${query.replace(/[\s;]+$/, "")}${AFTER}`,
    queryMode: "extended",
    rowMode: "array",
    types: { getTypeParser: ((type: number) => (type === TRUTH ? isTrue : asItIs)) as never },
  };
  const { fields, rows } = await client.query<(string | boolean | null)[]>(request);
  return { columns: fields.map(({ name }) => name), rows };
}

function isTrue(text: string): boolean {
  return text === "t";
}

function asItIs(text: string): string {
  return text;
}

/** Null: a file cannot be read. Nothing is left to the environment's own PGHOST and the like. */
function clientOf(address: DatabaseAddress, socket: Socket): Client | null {
  const files = address.tls === "off" ? {} : tlsFiles(address);
  if (files === null) return null;
  const { host, port, user, password, database, tls } = address;
  return new Client({
    host,
    port,
    user,
    database,
    password: () => password,
    application_name: "watchroom",
    stream: () => socket,
    ssl: tls !== "off" && {
      ...files,
      rejectUnauthorized: tls !== "encrypted",
      ...(tls === "authority" && { checkServerIdentity: () => undefined }),
    },
  });
}
