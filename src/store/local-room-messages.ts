import type { Redis } from "ioredis";
import type { LocalRoomRecords, Reaction, RoomEvent } from "../ports/local-room-records.ts";
import type { Keys } from "./keys.ts";
import { runScript, script } from "./run-script.ts";
import { IS_NEWER } from "./read-record.ts";
import { versionOf } from "./record-kinds.ts";
import type { RecordReader } from "./record-reader.ts";
import { withVersion, withoutVersion } from "./with-version.ts";

const KEPT_MESSAGES = 500;
const KEPT_EVENTS = 2_000;

const SAVE_MESSAGE = script(`${IS_NEWER}
local p, id, json = ARGV[1] .. 'room:', ARGV[2], ARGV[3]
if isNewer(redis.call('HGET', p .. 'messages', id), ${versionOf("room-message")}) then return 0 end
redis.call('HSET', p .. 'messages', id, json)
if not redis.call('ZSCORE', p .. 'order', id) then redis.call('ZADD', p .. 'order', redis.call('INCR', p .. 'sequence'), id) end
for _, old in ipairs(redis.call('ZRANGE', p .. 'order', 0, -${KEPT_MESSAGES + 1})) do
  redis.call('ZREM', p .. 'order', old)
  redis.call('HDEL', p .. 'messages', old)
  redis.call('DEL', p .. 'reactions:' .. old)
end
redis.call('XADD', p .. 'events', 'MAXLEN', '~', ${KEPT_EVENTS}, '*', 'kind', 'message', 'about', id)
return 1
`);

type RoomMessages = Pick<
  LocalRoomRecords,
  "saveMessage" | "message" | "messages" | "addReaction" | "removeReaction"
>;

/** Messages and what people reacted with; reactions lie apart, so that drawing a card anew keeps them. */
export function createRoomMessages(
  redis: Redis,
  { prefix }: Keys,
  reader: RecordReader,
  emit: (kind: RoomEvent["kind"], about: string) => Promise<void>,
): RoomMessages {
  const key = (name: string): string => `${prefix}room:${name}`;
  const reactionsOf = async (id: string): Promise<readonly Reaction[]> => {
    const all = await redis.hvals(key(`reactions:${id}`));
    return reader
      .all("reaction", all)
      .map(withoutVersion)
      .toSorted((a, b) => a.at - b.at);
  };
  const message: RoomMessages["message"] = async (id) => {
    const [json, reactions] = await Promise.all([redis.hget(key("messages"), id), reactionsOf(id)]);
    const saved = reader.read("room-message", json);
    return saved === null ? null : { ...saved, reactions };
  };

  return {
    saveMessage: async (saved) => {
      await runScript(redis, SAVE_MESSAGE, [prefix, saved.id, JSON.stringify(saved)]);
    },
    message,
    messages: async () => {
      const ids = await redis.zrange(key("order"), 0, -1);
      return (await Promise.all(ids.map(message))).filter((m) => m !== null);
    },
    addReaction: async (id, reaction) => {
      const field = `${reaction.emoji}|${reaction.by}`;
      const added = await redis.hsetnx(key(`reactions:${id}`), field, withVersion(reaction));
      if (added === 1) await emit("message", id);
      return added === 1;
    },
    removeReaction: async (id, emoji, by) => {
      const field = `${emoji}|${by}`;
      const json = await redis.hget(key(`reactions:${id}`), field);
      const reaction = reader.read("reaction", json);
      if (reaction === null || (await redis.hdel(key(`reactions:${id}`), field)) === 0) return null;
      await emit("message", id);
      return withoutVersion(reaction);
    },
  };
}
