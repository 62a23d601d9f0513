import type { Redis } from "ioredis";
import type { Offer, Override, Person } from "../oncall/person.ts";
import type { PeopleRecords, RosterRecords } from "../ports/people-records.ts";
import type { Keys } from "./keys.ts";

export function createPeopleRecords(redis: Redis, keys: Keys): PeopleRecords {
  const key = `${keys.prefix}people`;
  return {
    all: async () =>
      (await redis.hvals(key))
        .map((json) => JSON.parse(json) as Person)
        .toSorted((a, b) => a.joinedAt - b.joinedAt || (a.handle < b.handle ? -1 : 1)),
    find: async (handle) => {
      const json = await redis.hget(key, handle);
      return json === null ? null : (JSON.parse(json) as Person);
    },
    add: async (person) => (await redis.hsetnx(key, person.handle, JSON.stringify(person))) === 1,
    update: async (person) => {
      await redis.hset(key, person.handle, JSON.stringify(person));
    },
  };
}

const ANSWER = `
if redis.call('HDEL', ARGV[1] .. 'offers', ARGV[2]) == 0 then return 0 end
if ARGV[3] ~= '' then redis.call('RPUSH', ARGV[1] .. 'overrides', ARGV[3]) end
return 1
`;

export function createRosterRecords(redis: Redis, keys: Keys): RosterRecords {
  const offers = `${keys.prefix}offers`;
  const overrides = `${keys.prefix}overrides`;
  return {
    overrides: async (now) =>
      (await redis.lrange(overrides, 0, -1))
        .map((json) => JSON.parse(json) as Override)
        .filter((o) => o.until === null || o.until > now),
    addOverride: async (override) => {
      await redis.rpush(overrides, JSON.stringify(override));
    },
    offer: async (id) => {
      const json = await redis.hget(offers, id);
      return json === null ? null : (JSON.parse(json) as Offer);
    },
    offers: async () =>
      (await redis.hvals(offers))
        .map((json) => JSON.parse(json) as Offer)
        .toSorted((a, b) => a.askedAt - b.askedAt),
    addOffer: async (offer) => {
      await redis.hset(offers, offer.id, JSON.stringify(offer));
    },
    answerOffer: async (id, override) =>
      (await redis.eval(ANSWER, 0, keys.prefix, id, override ? JSON.stringify(override) : "")) ===
      1,
  };
}
