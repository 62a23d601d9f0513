import type { Redis } from "ioredis";
import type { LocalRoomRecords, RoomEvent } from "../ports/local-room-records.ts";
import type { Keys } from "./keys.ts";
import { createRoomMessages } from "./local-room-messages.ts";
import { createSightings } from "./local-room-sightings.ts";
import { IS_NEWER } from "./read-record.ts";
import { versionOf } from "./record-kinds.ts";
import type { RecordReader } from "./record-reader.ts";

const KEPT_PAGES = 20;
const KEPT_EVENTS = 2_000;

const SAVE_PAGE = `${IS_NEWER}
local p, id, json, handle, at = ARGV[1] .. 'room:', ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if isNewer(redis.call('HGET', p .. 'phone', id), ${versionOf("phone-page")}) then return 0 end
redis.call('HSET', p .. 'phone', id, json)
redis.call('ZADD', p .. 'phone:' .. handle, 'NX', at, id)
for _, old in ipairs(redis.call('ZRANGE', p .. 'phone:' .. handle, 0, -${KEPT_PAGES + 1})) do
  redis.call('ZREM', p .. 'phone:' .. handle, old)
  redis.call('HDEL', p .. 'phone', old)
end
redis.call('XADD', p .. 'events', 'MAXLEN', '~', ${KEPT_EVENTS}, '*', 'kind', 'phone', 'about', id)
return 1
`;

/** `blocking` waits for events; the other answers at once. */
export function createLocalRoomRecords(
  redis: Redis,
  blocking: Redis,
  keys: Keys,
  reader: RecordReader,
): LocalRoomRecords {
  const key = (name: string): string => `${keys.prefix}room:${name}`;
  const emit = async (kind: RoomEvent["kind"], about: string): Promise<void> => {
    const fields = ["kind", kind, "about", about];
    await redis.xadd(key("events"), "MAXLEN", "~", KEPT_EVENTS, "*", ...fields);
  };
  const phonePage: LocalRoomRecords["phonePage"] = async (id) =>
    reader.read("phone-page", await redis.hget(key("phone"), id));

  return {
    ...createRoomMessages(redis, keys, reader, emit),
    ...createSightings(redis, key),
    savePhonePage: async (page) => {
      const json = JSON.stringify(page);
      await redis.eval(SAVE_PAGE, 0, keys.prefix, page.id, json, page.handle, page.at);
    },
    phonePage,
    phonePages: async (handle) => {
      const ids = await redis.zrevrange(key(`phone:${handle}`), 0, -1);
      return (await Promise.all(ids.map(phonePage))).filter((p) => p !== null);
    },
    presenceChanged: () => emit("presence", ""),
    lastEvent: async () =>
      (await redis.xrevrange(key("events"), "+", "-", "COUNT", 1))[0]?.[0] ?? "0-0",
    eventsSince: async (id) => (await redis.xrange(key("events"), `(${id}`, "+")).map(readEvent),
    events: async (after, waitMs) => {
      const from = ["STREAMS", key("events"), after] as const;
      const found = await blocking.xread("COUNT", 100, "BLOCK", waitMs, ...from);
      return (found?.[0]?.[1] ?? []).map(readEvent);
    },
  };
}

function readEvent([id, fields]: [string, string[]]): RoomEvent {
  return { id, kind: fields[1] as RoomEvent["kind"], about: fields[3] ?? "" };
}
