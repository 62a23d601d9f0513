import type { Redis } from "ioredis";
import { memberOf } from "../incidents/summary-member.ts";
import { readIncident } from "./incident-json.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript, script } from "./run-script.ts";
import { scanKeys } from "./scan-keys.ts";
import { createStormRecords } from "./storms.ts";

const AT_ONCE = 200;

/** Forgets what was counted, and whatever is placed in a summary that is not there. ARGV: prefix, room, summary. */
const UNCOUNT = script(`
local key, s = ARGV[1] .. 'summary:' .. ARGV[3], ARGV[1] .. 'storms:' .. ARGV[2]
for _, id in ipairs(redis.call('HKEYS', key .. ':members')) do redis.call('HSET', s .. ':placed', id, ARGV[3]) end
redis.call('UNLINK', key .. ':members', key .. ':order', key .. ':calls', key .. ':holders')
for _, status in ipairs({ 'triggered', 'acknowledged', 'resolved' }) do
  for _, severity in ipairs({ 'critical', 'warning', 'info' }) do redis.call('HDEL', key, status .. ':' .. severity) end
end
redis.call('HDEL', key, 'since', 'last', 'notBefore')
if redis.call('HEXISTS', key, 'ref') == 0 then redis.call('HSET', key, 'tried', 1) end
return 1
`);

/** Every summary counts its incidents anew; those that were deleted, or that came after the backup began, are in none. */
export async function mendStorms(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  now: () => number,
): Promise<void> {
  const rooms = new Map<string, string>();
  for await (const found of scanKeys(redis, `${keys.prefix}summary:`))
    for (const key of found) {
      const id = key.slice(`${keys.prefix}summary:`.length);
      const record = id.includes(":")
        ? null
        : reader.read("summary", await redis.hget(key, "record"));
      if (record === null) continue;
      rooms.set(id, record.room);
      await runScript(redis, UNCOUNT, [keys.prefix, record.room, id]);
    }
  for await (const found of scanKeys(redis, `${keys.prefix}storms:`))
    for (const key of found)
      if (key.endsWith(":placed")) await countAnew(redis, keys, reader, { key, rooms, now });
  for (const id of rooms.keys())
    if ((await redis.exists(`${keys.prefix}summary:${id}:members`)) === 0)
      await redis.unlink(`${keys.prefix}summary:${id}`);
}

async function countAnew(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  {
    key,
    rooms,
    now,
  }: {
    readonly key: string;
    readonly rooms: ReadonlyMap<string, string>;
    readonly now: () => number;
  },
): Promise<void> {
  const storms = createStormRecords(redis, keys, reader, now);
  const room = key.slice(`${keys.prefix}storms:`.length, -":placed".length);
  let cursor = "0";
  do {
    const [next, found] = await redis.hscan(key, cursor, "COUNT", AT_ONCE);
    const members = [];
    for (let at = 0; at + 1 < found.length; at += 2) {
      const [id = "", summary = ""] = found.slice(at, at + 2);
      if (summary === "card") continue;
      const incident = readIncident(reader, await redis.hgetall(keys.incident(id)));
      if (incident !== null && rooms.has(summary))
        members.push({ incident: id, summary, member: memberOf(incident) });
      else await redis.hdel(key, id);
    }
    if (members.length > 0) await storms.count(room, members);
    cursor = next;
  } while (cursor !== "0");
}
