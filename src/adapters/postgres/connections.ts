import type { DatabaseAddress } from "../../lib/database-address.ts";
import { MINUTE } from "../../lib/durations.ts";
import { createSharedConnections, type SharedConnections } from "../../lib/shared-connections.ts";
import type { Session } from "./session.ts";

export type PostgresConnections = SharedConnections<DatabaseAddress, Session>;

/** Longer than most rounds are apart. */
const IDLE_MS = 2 * MINUTE;

export function createPostgresConnections(idleMs = IDLE_MS): PostgresConnections {
  return createSharedConnections(async () => (await import("./session.ts")).openSession, idleMs);
}
