import type { Redis } from "ioredis";
import { readIncident } from "./incident-json.ts";
import type { Keys } from "./keys.ts";
import { mendStorms } from "./mend-storms.ts";
import type { RecordReader } from "./record-reader.ts";
import { roomsWith } from "./rooms-with.ts";
import { runScript, script } from "./run-script.ts";
import { scanKeys } from "./scan-keys.ts";
import { MEND_SAYINGS } from "./scripts/sayings.ts";

/**
 * A backup is read while others write, so its indexes may be a moment older or newer than its incidents. The incidents
 * are right: every index is made to say what they say, and each that is open is looked at anew. What an incident asked
 * for and what nobody has done yet is queued, at worst a second time.
 */
export async function mendRestored(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  now: { readonly at: number; readonly real: number },
): Promise<void> {
  const rooms = await roomsWith(redis, keys, "cards");
  for await (const found of scanKeys(redis, `${keys.prefix}fp:`))
    for (const key of found) await runScript(redis, FINGERPRINT, [keys.prefix, key]);
  for await (const found of scanKeys(redis, keys.incident("")))
    for (const key of found)
      if (!key.slice(keys.incident("").length).includes(":"))
        await mendIncident(redis, keys, reader, { key, now, rooms });
  await mendStorms(redis, keys, reader, () => now.real);
  for (const index of [keys.incidents, keys.open, keys.due, keys.epochs])
    await runScript(redis, POINTLESS, [keys.prefix, index]);
  await mendEffects(redis, keys, reader, now.real);
  for (const room of await roomsWith(redis, keys, "sayings"))
    await runScript(redis, MEND_SAYINGS, [keys.prefix, room, now.real]);
  for await (const found of scanKeys(redis, `${keys.prefix}sending:`))
    for (const key of found) await runScript(redis, SENDING, [keys.prefix, key]);
}

async function mendIncident(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  {
    key,
    now,
    rooms,
  }: {
    readonly key: string;
    readonly now: { readonly at: number; readonly real: number };
    readonly rooms: readonly string[];
  },
): Promise<void> {
  const incident = readIncident(reader, await redis.hgetall(key));
  if (incident === null) return;
  const { id, number, status, phase } = incident;
  const isClosed = phase.kind === "resolved" && phase.closedUntil !== null;
  const request = {
    id,
    number,
    fp: incident.fingerprint,
    isOpen: status !== "resolved",
    isClosed,
    isWaiting: phase.kind === "waiting",
    at: String(now.at),
    real: String(now.real),
    rooms,
  };
  await runScript(redis, INCIDENT, [keys.prefix, JSON.stringify(request)]);
}

/** ARGV: prefix, request as JSON. */
const INCIDENT = script(`
local p, r = ARGV[1], cjson.decode(ARGV[2])
local fp = p .. 'fp:' .. r.fp
redis.call('ZADD', p .. 'incidents', r.number, r.id)
if tonumber(redis.call('GET', p .. 'number') or 0) < r.number then redis.call('SET', p .. 'number', string.format('%.0f', r.number)) end
if r.isWaiting then redis.call('SADD', p .. 'waiting', r.id) else redis.call('SREM', p .. 'waiting', r.id) end
local open, closed = redis.call('HGET', fp, 'open') or '', redis.call('HGET', fp, 'closed') or ''
if r.isOpen then
  redis.call('ZADD', p .. 'open', r.number, r.id)
  redis.call('HSET', fp, 'v', 1, 'open', r.id, 'closed', '')
else
  redis.call('ZREM', p .. 'open', r.id)
  if open == r.id then redis.call('HSET', fp, 'open', '') open = '' end
  if r.isClosed and open == '' then redis.call('HSET', fp, 'v', 1, 'closed', r.id)
  elseif closed == r.id and not r.isClosed then redis.call('HSET', fp, 'closed', '') end
end
if r.isOpen or r.isClosed then
  redis.call('ZADD', p .. 'due', r.at, r.id)
  redis.call('ZADD', p .. 'due:epoch', 'NX', redis.call('HGET', p .. 'clock', 'epoch') or '0', r.id)
  for _, room in ipairs(r.rooms) do
    local key = p .. 'cards:' .. room
    redis.call('ZADD', key, r.real, r.id)
    if redis.call('HEXISTS', key .. ':shown', r.id) == 0 then redis.call('ZADD', key .. ':new', r.real, r.id) redis.call('SADD', key .. ':tried', r.id)
    else redis.call('ZREM', key .. ':new', r.id) end
  end
else
  redis.call('ZREM', p .. 'due', r.id)
  redis.call('ZREM', p .. 'due:epoch', r.id)
end
return 1
`);

/** Forgets incidents that came after the backup began. ARGV: prefix, key. */
const FINGERPRINT = script(`
for _, field in ipairs({ 'open', 'closed' }) do
  local id = redis.call('HGET', ARGV[2], field) or ''
  if id ~= '' and redis.call('EXISTS', ARGV[1] .. 'incident:' .. id) == 0 then redis.call('HSET', ARGV[2], field, '') end
end
return 1
`);

/** ARGV: prefix, index. */
const POINTLESS = script(`
for _, id in ipairs(redis.call('ZRANGE', ARGV[2], 0, -1)) do
  if redis.call('EXISTS', ARGV[1] .. 'incident:' .. id) == 0 then redis.call('ZREM', ARGV[2], id) end
end
return 1
`);

/** ARGV: prefix, key. */
const SENDING = script(`
if redis.call('EXISTS', ARGV[1] .. 'page:' .. redis.call('GET', ARGV[2])) == 0 then redis.call('DEL', ARGV[2]) end
return 1
`);

/** ARGV: prefix, effect, incident, where it waits, real now. */
const EFFECT = script(`
local p, id, to = ARGV[1], ARGV[2], ARGV[4]
if redis.call('EXISTS', p .. 'incident:' .. ARGV[3]) == 0 then return redis.call('HDEL', p .. 'effects', id) end
if to == '' then redis.call('ZADD', p .. 'outbox', 'NX', ARGV[5], id) return 1 end
redis.call('ZADD', p .. 'reach:' .. to, 'NX', ARGV[5], id)
redis.call('ZADD', p .. 'reaches', ARGV[5], to)
return 1
`);

/** ARGV: prefix. */
const WITHOUT_BODY = script(`
for _, id in ipairs(redis.call('ZRANGE', ARGV[1] .. 'outbox', 0, -1)) do
  if redis.call('HEXISTS', ARGV[1] .. 'effects', id) == 0 then redis.call('ZREM', ARGV[1] .. 'outbox', id) end
end
return 1
`);

async function mendEffects(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  real: number,
): Promise<void> {
  for (const json of await redis.hvals(keys.effects)) {
    const outgoing = reader.read("effect", json);
    if (outgoing === null) continue;
    const { handle, method } = outgoing.effect as { handle?: string; method?: string };
    const to = handle === undefined ? "" : `${handle}|${method}`;
    await runScript(redis, EFFECT, [keys.prefix, outgoing.id, outgoing.incident, to, real]);
  }
  await runScript(redis, WITHOUT_BODY, [keys.prefix]);
}
