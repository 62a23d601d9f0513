import { SECOND } from "../../lib/durations.ts";

/** MySQL and MariaDB call it by different names, and count in milliseconds here and in seconds there. */
export function timeLimit(version: string, ms: number): string {
  return /mariadb/i.test(version)
    ? `SET SESSION max_statement_time = ${(ms / SECOND).toFixed(3)}`
    : `SET SESSION max_execution_time = ${Math.ceil(ms)}`;
}
