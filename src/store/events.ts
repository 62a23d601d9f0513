import type { Redis } from "ioredis";
import type { Clock } from "../lib/clock.ts";
import { DAY } from "../lib/durations.ts";
import type { EventRecords, WaitingEvent } from "../ports/event-records.ts";
import type { Notices } from "../ports/notices.ts";
import type { Keys } from "./keys.ts";
import { readRecord } from "./read-record.ts";
import { UPGRADES, type StoredRecords } from "./record-kinds.ts";
import { complaint } from "./record-reader.ts";
import { runScript, script, type Script } from "./run-script.ts";

const REMEMBER_MS = DAY;
const REMEMBER_MOST = 100_000;
/** Past so many, talk is left out; what somebody did is always kept. */
const ROOM_FOR_TALK = 5_000;
const PAGE = 100;

export interface EventStoreParts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly clock: Pick<Clock, "real">;
  readonly notices: Pick<Notices, "say">;
  /** How many may wait before talk is left out. */
  readonly roomForTalk?: number;
}

/** A durable inbox for what one vendor tells us. `vendor` is its name for humans. */
export function createEventRecords(parts: EventStoreParts, vendor: string): EventRecords {
  const { redis, keys, clock } = parts;
  const name = `events:${vendor.toLowerCase()}`;
  const run = (lua: Script, ...args: (string | number)[]): Promise<unknown> =>
    runScript(redis, lua, [keys.prefix, name, ...args]);
  const setAside = async (id: string, reason: string): Promise<void> => {
    await run(SET_ASIDE, id, reason);
  };
  return {
    vendor,
    lease: name,
    add: async ({ ids, line, body, isTalk }) => {
      const room = isTalk ? (parts.roomForTalk ?? ROOM_FOR_TALK) : Number.MAX_SAFE_INTEGER;
      const record = JSON.stringify({ v: 1, line, body });
      const now = clock.real();
      return (
        (await run(ADD, now, now - REMEMBER_MS, REMEMBER_MOST, room, record, ...ids)) === "stored"
      );
    },
    waiting: async (limit, except) => {
      const found: WaitingEvent[] = [];
      let after = "-";
      for (;;) {
        const page = (await run(WAITING, after, PAGE)) as readonly Stored[];
        for (const stored of page) {
          if (except.has(stored[0])) continue;
          const event = await read(stored, parts, setAside);
          if (event !== null) found.push(event);
          if (found.length === limit) return found;
        }
        if (page.length < PAGE) return found;
        after = `(${page.at(-1)![0]}`;
      }
    },
    take: async (id, fence) => {
      const deaths = Number(await run(TAKE, String(fence), id));
      return deaths < 0 ? null : deaths;
    },
    done: async (id) => {
      await run(DONE, id);
    },
    setAside,
  };
}

/** Id, JSON, and in whose hand it was. */
type Stored = readonly [string, string, string];

async function read(
  [id, json, hand]: Stored,
  { notices }: EventStoreParts,
  setAside: EventRecords["setAside"],
): Promise<WaitingEvent | null> {
  const found = readRecord(json, UPGRADES.event);
  if (found.outcome === "read") {
    const { line, body } = found.record as unknown as StoredRecords["event"];
    return { id, line, body, isSuspect: hand !== "" };
  }
  const said = complaint("event", found);
  notices.say(`${found.outcome}:event`, said);
  if (found.outcome === "damaged") await setAside(id, said.what);
  return null;
}

/** ARGV: prefix, name, real now, what is forgotten, how many ids at most, for how many there is room, JSON, ids. */
const ADD = script(`
local stream = ARGV[1] .. ARGV[2]
local seen = stream .. ':seen'
for i = 8, #ARGV do if redis.call('ZSCORE', seen, ARGV[i]) then return 'known' end end
for i = 8, #ARGV do redis.call('ZADD', seen, ARGV[3], ARGV[i]) end
redis.call('ZREMRANGEBYSCORE', seen, '-inf', '(' .. ARGV[4])
redis.call('ZREMRANGEBYRANK', seen, 0, -(ARGV[5] + 1))
if redis.call('XLEN', stream) >= tonumber(ARGV[6]) then return 'stored' end
redis.call('XADD', stream, '*', 'd', ARGV[7])
redis.call('PUBLISH', ARGV[1] .. 'nudge', 'events')
return 'stored'
`);

/** ARGV: prefix, name, first id, how many. */
const WAITING = script(`
local stream, found = ARGV[1] .. ARGV[2], {}
for _, entry in ipairs(redis.call('XRANGE', stream, ARGV[3], '+', 'COUNT', ARGV[4])) do
  found[#found + 1] = { entry[1], entry[2][2] or '', redis.call('HGET', stream .. ':hand', entry[1]) or '' }
end
return found
`);

/** The same hand that takes it again lives: only another one's is counted. ARGV: prefix, name, fence, id. */
const TAKE = script(`
if redis.call('HGET', ARGV[1] .. 'lease:' .. ARGV[2], 'fence') ~= ARGV[3] then return -1 end
local hand = ARGV[1] .. ARGV[2] .. ':hand'
local holder, deaths = string.match(redis.call('HGET', hand, ARGV[4]) or '', '(%d+) (%d+)')
deaths = tonumber(deaths or 0)
if holder and holder ~= ARGV[3] then deaths = deaths + 1 end
redis.call('HSET', hand, ARGV[4], ARGV[3] .. ' ' .. deaths)
return deaths
`);

/** ARGV: prefix, name, id. */
const DONE = script(`
local stream = ARGV[1] .. ARGV[2]
redis.call('HDEL', stream .. ':hand', ARGV[3])
return redis.call('XDEL', stream, ARGV[3])
`);

/** Kept until a hundred others have followed. ARGV: prefix, name, id, reason. */
const SET_ASIDE = script(`
local stream = ARGV[1] .. ARGV[2]
local found = redis.call('XRANGE', stream, ARGV[3], ARGV[3])
redis.call('HDEL', stream .. ':hand', ARGV[3])
if not found[1] then return 0 end
redis.call('XADD', stream .. ':bad', 'MAXLEN', 100, '*', 'entry', ARGV[3], 'reason', ARGV[4], 'd', found[1][2][2] or '')
return redis.call('XDEL', stream, ARGV[3])
`);
