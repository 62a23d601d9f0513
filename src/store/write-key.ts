import type { ChainableCommander } from "ioredis";
import { bytesOf, type BackupLine, type Text } from "./backup-lines.ts";

/** Adds one part of a key; parts that come twice do no harm, but for lists. */
export function writeKey(to: ChainableCommander, prefix: string, line: BackupLine): void {
  const key = prefix + line.k;
  const flat = line.t === "stream" ? [] : (line.d as readonly Text[]).map(bytesOf);
  switch (line.t) {
    case "string":
      to.set(key, flat[0] ?? "");
      break;
    case "hash":
      to.hset(key, ...flat);
      break;
    case "set":
      to.sadd(key, ...flat);
      break;
    case "list":
      to.rpush(key, ...flat);
      break;
    case "zset":
      to.zadd(key, ...flat.map((_, index) => flat[index % 2 === 0 ? index + 1 : index - 1]!));
      break;
    case "stream":
      writeStream(to, key, line);
      break;
  }
  if (line.x !== undefined) to.pexpireat(key, line.x);
}

function writeStream(to: ChainableCommander, key: string, { d, last }: BackupLine): void {
  for (const entry of d as readonly (readonly Text[])[])
    to.call("XADD", key, ...entry.map(bytesOf));
  if (last === undefined) return;
  // There is no other way to a stream that is empty.
  to.call("XGROUP", "CREATE", key, "made", "$", "MKSTREAM");
  to.call("XGROUP", "DESTROY", key, "made");
  to.call("XSETID", key, last);
}
