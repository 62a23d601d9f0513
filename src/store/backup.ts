import type { Redis } from "ioredis";
import { BACKUP_VERSION, recordVersions, type BackupHeader } from "./backup-lines.ts";
import { readKey } from "./read-key.ts";
import { scanKeys } from "./scan-keys.ts";

/** Leases, queues and marks of the running processes: a restored store makes its own. */
const NOT_KEPT =
  /^(lease:|bull:|link:|phone-(code|sends|said):|inbox:hand$|events:[^:]+:hand$|ready$|restoring$|held$|notices$|intake$|processes$|heartbeat$)/;

/**
 * What is not taken in yet comes before what it is taken into, an incident before what it asked for, and an account
 * before its person. Read in this order beside processes that write, whatever was committed when the backup began is in
 * it: what moves on while it is read may be in it twice, and is done again, but not left out. `mendRestored` puts the
 * indexes right.
 */
const ORDER = [
  /^events:[^:]+$/,
  /^inbox:cursor$/,
  /^inbox$/,
  /^fp:/,
  /^incident:[^:]+$/,
  /^incident:/,
  /^identities$/,
];

export async function* backupLines(
  redis: Redis,
  prefix: string,
  created: string,
): AsyncGenerator<string> {
  const names = await namesInOrder(redis, prefix);
  const header: BackupHeader = {
    watchroom: "backup",
    v: BACKUP_VERSION,
    prefix,
    created,
    redis: /redis_version:(\S+)/.exec(await redis.info("server"))?.[1] ?? "",
    records: recordVersions(),
    keys: names.length,
  };
  yield JSON.stringify(header);
  for (const name of names)
    for await (const line of readKey(redis, prefix, name)) yield JSON.stringify(line);
}

async function namesInOrder(redis: Redis, prefix: string): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const keys of scanKeys(redis, prefix))
    for (const key of keys) names.add(key.slice(prefix.length));
  return [...names].filter((name) => !NOT_KEPT.test(name)).toSorted((a, b) => rank(a) - rank(b));
}

function rank(name: string): number {
  const at = ORDER.findIndex((pattern) => pattern.test(name));
  return at === -1 ? ORDER.length : at;
}
