import type { Redis } from "ioredis";
import type {
  LocalRoomRecords,
  PhonePage,
  Reaction,
  RoomEvent,
  RoomMessage,
} from "../ports/local-room-records.ts";
import type { Keys } from "./keys.ts";

const KEPT_MESSAGES = 500;
const KEPT_PAGES = 20;
const KEPT_EVENTS = 2_000;

const SAVE_MESSAGE = `
local p, id, json = ARGV[1] .. 'room:', ARGV[2], ARGV[3]
redis.call('HSET', p .. 'messages', id, json)
if not redis.call('ZSCORE', p .. 'order', id) then redis.call('ZADD', p .. 'order', redis.call('INCR', p .. 'sequence'), id) end
for _, old in ipairs(redis.call('ZRANGE', p .. 'order', 0, -${KEPT_MESSAGES + 1})) do
  redis.call('ZREM', p .. 'order', old)
  redis.call('HDEL', p .. 'messages', old)
  redis.call('DEL', p .. 'reactions:' .. old)
end
redis.call('XADD', p .. 'events', 'MAXLEN', '~', ${KEPT_EVENTS}, '*', 'kind', 'message', 'about', id)
return 1
`;

const SAVE_PAGE = `
local p, id, json, handle, at = ARGV[1] .. 'room:', ARGV[2], ARGV[3], ARGV[4], ARGV[5]
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
): LocalRoomRecords {
  const key = (name: string): string => `${keys.prefix}room:${name}`;
  const emit = (kind: RoomEvent["kind"], about: string): Promise<unknown> =>
    redis.xadd(key("events"), "MAXLEN", "~", KEPT_EVENTS, "*", "kind", kind, "about", about);
  const withReactions = async (
    message: RoomMessage,
  ): Promise<RoomMessage & { reactions: readonly Reaction[] }> => ({
    ...message,
    reactions: await reactions(message.id),
  });
  const reactions = async (id: string): Promise<readonly Reaction[]> =>
    (await redis.hvals(key(`reactions:${id}`)))
      .map((json) => JSON.parse(json) as Reaction)
      .toSorted((a, b) => a.at - b.at);
  const message = async (
    id: string,
  ): Promise<(RoomMessage & { reactions: readonly Reaction[] }) | null> => {
    const json = await redis.hget(key("messages"), id);
    return json === null ? null : withReactions(JSON.parse(json) as RoomMessage);
  };
  const phonePage = async (id: string): Promise<PhonePage | null> => {
    const json = await redis.hget(key("phone"), id);
    return json === null ? null : (JSON.parse(json) as PhonePage);
  };

  return {
    saveMessage: async (saved) => {
      await redis.eval(SAVE_MESSAGE, 0, keys.prefix, saved.id, JSON.stringify(saved));
    },
    message,
    messages: async () => {
      const found = await Promise.all((await redis.zrange(key("order"), 0, -1)).map(message));
      return found.filter((m) => m !== null);
    },
    addReaction: async (id, reaction) => {
      const isNew =
        (await redis.hsetnx(
          key(`reactions:${id}`),
          `${reaction.emoji}|${reaction.by}`,
          JSON.stringify(reaction),
        )) === 1;
      if (isNew) await emit("message", id);
      return isNew;
    },
    removeReaction: async (id, emoji, by) => {
      const field = `${emoji}|${by}`;
      const json = await redis.hget(key(`reactions:${id}`), field);
      if (json === null || (await redis.hdel(key(`reactions:${id}`), field)) === 0) return null;
      await emit("message", id);
      return JSON.parse(json) as Reaction;
    },
    savePhonePage: async (page) => {
      await redis.eval(
        SAVE_PAGE,
        0,
        keys.prefix,
        page.id,
        JSON.stringify(page),
        page.handle,
        page.at,
      );
    },
    phonePage,
    phonePages: async (handle) => {
      const found = await Promise.all(
        (await redis.zrevrange(key(`phone:${handle}`), 0, -1)).map(phonePage),
      );
      return found.filter((p) => p !== null);
    },
    ...sightingRecords(redis, key),
    presenceChanged: async () => {
      await emit("presence", "");
    },
    lastEvent: async () =>
      (await redis.xrevrange(key("events"), "+", "-", "COUNT", 1))[0]?.[0] ?? "0-0",
    eventsSince: async (id) => (await redis.xrange(key("events"), `(${id}`, "+")).map(readEvent),
    events: async (after, waitMs) => {
      const found = await blocking.xread(
        "COUNT",
        100,
        "BLOCK",
        waitMs,
        "STREAMS",
        key("events"),
        after,
      );
      return (found?.[0]?.[1] ?? []).map(readEvent);
    },
  };
}

function readEvent([id, fields]: [string, string[]]): RoomEvent {
  return { id, kind: fields[1] as RoomEvent["kind"], about: fields[3] ?? "" };
}

function sightingRecords(
  redis: Redis,
  key: (name: string) => string,
): Pick<LocalRoomRecords, "sighted" | "left" | "sightings"> {
  return {
    sighted: async (handle, at) => {
      const fields = Object.entries(at).flatMap(([what, instant]) => [what, String(instant)]);
      if (fields.length === 0) return;
      await redis
        .multi()
        .sadd(key("seen"), handle)
        .hset(key(`seen:${handle}`), ...fields)
        .exec();
    },
    left: async (handle) => {
      await redis
        .multi()
        .srem(key("seen"), handle)
        .del(key(`seen:${handle}`))
        .exec();
    },
    sightings: async () =>
      Promise.all(
        (await redis.smembers(key("seen"))).map(async (handle) => {
          const { connected, acted, spoke } = await redis.hgetall(key(`seen:${handle}`));
          return {
            handle,
            connectedAt: instant(connected),
            actedAt: instant(acted),
            spokeAt: instant(spoke),
          };
        }),
      ),
  };
}

function instant(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
