import type { Redis } from "ioredis";
import { DAY } from "../lib/durations.ts";
import type { PeopleRecords, RosterRecords } from "../ports/people-records.ts";
import type { Keys } from "./keys.ts";
import { IS_NEWER } from "./read-record.ts";
import { versionOf } from "./record-kinds.ts";
import type { RecordReader } from "./record-reader.ts";
import { swapFields } from "./swap-fields.ts";

/** Whoever loses so often in a row is not in a race, but in a fault. */
const MOST_TRIES = 20;

export function createPeopleRecords(redis: Redis, keys: Keys, reader: RecordReader): PeopleRecords {
  const key = `${keys.prefix}people`;
  return {
    all: async () =>
      reader
        .all("person", await redis.hvals(key))
        .filter(({ mergedInto }) => mergedInto === undefined)
        .toSorted((a, b) => a.joinedAt - b.joinedAt || (a.handle < b.handle ? -1 : 1)),
    find: async (handle) => reader.read("person", await redis.hget(key, handle)),
    add: async (person) => (await redis.hsetnx(key, person.handle, JSON.stringify(person))) === 1,
    change: async (handle, into) => {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const before = await redis.hget(key, handle);
        const person = reader.read("person", before);
        if (person === null) return null;
        const after = into(person);
        const change = { key: "people", field: handle, before, after: JSON.stringify(after) };
        if (await swapFields(redis, keys.prefix, [change])) return after;
      }
      throw new Error("a person could not be changed: others keep changing them");
    },
  };
}

/** Records would only ever grow. Those that ended so long before the new one began are of no use to anybody. */
const KEEP_OVERRIDES_MS = 30 * DAY;
/** An offer is answered within minutes or not at all. */
const KEEP_OFFERS_MS = DAY;

const ADD_OVERRIDE = `${IS_NEWER}
local function addOverride(key, json)
  local before = cjson.decode(json).from - ${KEEP_OVERRIDES_MS}
  for _, old in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local ended = not isNewer(old, ${versionOf("override")}) and cjson.decode(old)['until']
    if type(ended) == 'number' and ended < before then redis.call('LREM', key, 1, old) end
  end
  redis.call('RPUSH', key, json)
end
`;

const ADD_OFFER = `${IS_NEWER}
local key, id, json = ARGV[1], ARGV[2], ARGV[3]
local now = cjson.decode(json).askedAt
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  if not isNewer(all[i + 1], ${versionOf("offer")}) then
    local old = cjson.decode(all[i + 1])
    local over = type(old['until']) == 'number' and old['until'] <= now
    if over or old.askedAt < now - ${KEEP_OFFERS_MS} then redis.call('HDEL', key, all[i]) end
  end
end
redis.call('HSET', key, id, json)
return 1
`;

const ANSWER = `${ADD_OVERRIDE}
if redis.call('HDEL', ARGV[1] .. 'offers', ARGV[2]) == 0 then return 0 end
if ARGV[3] ~= '' then addOverride(ARGV[1] .. 'overrides', ARGV[3]) end
return 1
`;

export function createRosterRecords(redis: Redis, keys: Keys, reader: RecordReader): RosterRecords {
  const offers = `${keys.prefix}offers`;
  const overrides = `${keys.prefix}overrides`;
  return {
    overrides: async (now) =>
      reader
        .all("override", await redis.lrange(overrides, 0, -1))
        .filter((o) => o.until === null || o.until > now),
    addOverride: async (override) => {
      const script = `${ADD_OVERRIDE} addOverride(ARGV[1], ARGV[2]) return 1`;
      await redis.eval(script, 0, overrides, JSON.stringify(override));
    },
    offer: async (id) => reader.read("offer", await redis.hget(offers, id)),
    offers: async () =>
      reader.all("offer", await redis.hvals(offers)).toSorted((a, b) => a.askedAt - b.askedAt),
    addOffer: async (offer) => {
      await redis.eval(ADD_OFFER, 0, offers, offer.id, JSON.stringify(offer));
    },
    answerOffer: async (id, override) =>
      (await redis.eval(ANSWER, 0, keys.prefix, id, override ? JSON.stringify(override) : "")) ===
      1,
  };
}
