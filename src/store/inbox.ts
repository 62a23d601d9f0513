import type { Redis } from "ioredis";
import type { Inbox, InboxEntry } from "../ports/incident-records.ts";
import { entryJson, readEntryJson } from "./entry-json.ts";
import { STORE_FULL } from "./is-away.ts";
import type { IntakeGate } from "./intake-gate.ts";
import type { Keys } from "./keys.ts";
import { runScript, script, type Script } from "./run-script.ts";

export interface InboxConnections {
  /** Answers an intake, and fails at once. */
  readonly requests: Redis;
  /** Folds. */
  readonly background: Redis;
  /** May wait for the next entry. */
  readonly blocking: Redis;
}

export function createInbox(
  { requests, background, blocking }: InboxConnections,
  keys: Keys,
  gate: Pick<IntakeGate, "isOpen">,
): Inbox {
  const run = (lua: Script, ...args: (string | number)[]): Promise<unknown> =>
    runScript(background, lua, [keys.prefix, ...args]);
  return {
    add: async (signals) => {
      if (!gate.isOpen()) throw new Error(STORE_FULL);
      await requests.xadd(keys.inbox, "*", "d", entryJson(signals));
    },
    read: async (limit, waitMs) => {
      const [cursor, at] = (await run(READ, limit)) as [string, [string, string[]][]];
      if (at.length > 0 || waitMs <= 0) return at.map(readEntry);
      const fresh = await blocking.xread(
        "COUNT",
        limit,
        "BLOCK",
        waitMs,
        "STREAMS",
        keys.inbox,
        cursor,
      );
      return (fresh?.[0]?.[1] ?? []).map(readEntry);
    },
    take: async (first, fence) => Number(await run(TAKE, String(fence), first)),
    advance: async (id, fence) => (await run(ADVANCE, String(fence), id)) === 1,
    setAside: async (id, reason, news, fence) =>
      (await run(SET_ASIDE, String(fence), id, reason, entryJson([news]))) === 1,
  };
}

const READ = script(`
local cursor = redis.call('GET', ARGV[1] .. 'inbox:cursor') or '0-0'
return { cursor, redis.call('XRANGE', ARGV[1] .. 'inbox', '(' .. cursor, '+', 'COUNT', ARGV[2]) }
`);

const fenced = (lua: string): Script =>
  script(
    `if redis.call('HGET', ARGV[1] .. 'lease:fold', 'fence') ~= ARGV[2] then return 0 end\n${lua}`,
  );

/**
 * Deaths are counted only for the entry that stood first in a dead process's hand. The same hand that takes it again
 * lives: the store was away for a moment.
 */
const TAKE = fenced(`
local hand = ARGV[1] .. 'inbox:hand'
local first, holder = unpack(redis.call('HMGET', hand, 'first', 'fence'))
if first ~= ARGV[3] then redis.call('HSET', hand, 'first', ARGV[3], 'deaths', 0)
elseif holder ~= ARGV[2] then redis.call('HINCRBY', hand, 'deaths', 1) end
redis.call('HSET', hand, 'fence', ARGV[2])
return tonumber(redis.call('HGET', hand, 'deaths'))`);

const ADVANCE = fenced(`
local p = ARGV[1]
redis.call('SET', p .. 'inbox:cursor', ARGV[3])
redis.call('DEL', p .. 'inbox:hand')
redis.call('XTRIM', p .. 'inbox', 'MINID', ARGV[3])
redis.call('XDEL', p .. 'inbox', ARGV[3])
return 1`);

/** Kept for a human to look at, with the reason, until 1,000 newer ones have followed. Said even while the inbox is full: it empties no other way. */
const SET_ASIDE = fenced(`
local p = ARGV[1]
local found = redis.call('XRANGE', p .. 'inbox', ARGV[3], ARGV[3])
local body = found[1] and found[1][2][2] or ''
redis.call('XADD', p .. 'inbox-bad', 'MAXLEN', 1000, '*', 'entry', ARGV[3], 'reason', ARGV[4], 'd', body)
redis.call('XADD', p .. 'inbox', '*', 'd', ARGV[5])
return 1`);

/** An entry that cannot be read throws when it is taken in, not when it is fetched: the others go on. */
function readEntry([id, fields]: [string, string[]]): InboxEntry {
  return { id, signals: () => readEntryJson(fields[fields.indexOf("d") + 1] ?? "") };
}
