import type { Redis } from "ioredis";
import { z } from "zod";
import type { Signal } from "../alerts/signal.ts";
import type { Inbox, InboxEntry } from "../ports/incident-records.ts";
import { STORE_FULL } from "./is-away.ts";
import type { IntakeGate } from "./intake-gate.ts";
import type { Keys } from "./keys.ts";
import { readRecord } from "./read-record.ts";
import { UPGRADES } from "./record-kinds.ts";
import { complaint } from "./record-reader.ts";

const signalSchema = z.object({
  alert: z.string(),
  status: z.enum(["firing", "resolved"]),
  summary: z.string().nullable(),
  severity: z.enum(["critical", "warning", "info"]).nullable(),
  labels: z.record(z.string(), z.string()),
  value: z.number().nullable(),
  at: z.number().nullable(),
  after: z.object({ number: z.number(), by: z.string(), at: z.number() }).optional(),
});
const entrySchema = z.object({ signals: z.array(z.unknown()) });

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
  const fenced = (lua: string, ...args: (string | number)[]): Promise<unknown> =>
    background.eval(
      `if redis.call('HGET', ARGV[1] .. 'lease:fold', 'fence') ~= ARGV[2] then return 0 end\n${lua}`,
      0,
      keys.prefix,
      ...args,
    );
  return {
    add: async (signals) => {
      if (!gate.isOpen()) throw new Error(STORE_FULL);
      await requests.xadd(keys.inbox, "*", "d", entryOf(signals));
    },
    read: async (limit, waitMs) => {
      const cursor = (await background.get(keys.cursor)) ?? "0-0";
      const at = await background.xrange(keys.inbox, `(${cursor}`, "+", "COUNT", limit);
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
    take: async (first, fence) => Number(await fenced(TAKE, String(fence), first)),
    advance: async (id, fence) => (await fenced(ADVANCE, String(fence), id)) === 1,
    setAside: async (id, reason, news, fence) =>
      (await fenced(SET_ASIDE, String(fence), id, reason, entryOf([news]))) === 1,
  };
}

/**
 * Deaths are counted only for the entry that stood first in a dead process's hand. The same hand that takes it again
 * lives: the store was away for a moment.
 */
const TAKE = `
local hand = ARGV[1] .. 'inbox:hand'
local first, holder = unpack(redis.call('HMGET', hand, 'first', 'fence'))
if first ~= ARGV[3] then redis.call('HSET', hand, 'first', ARGV[3], 'deaths', 0)
elseif holder ~= ARGV[2] then redis.call('HINCRBY', hand, 'deaths', 1) end
redis.call('HSET', hand, 'fence', ARGV[2])
return tonumber(redis.call('HGET', hand, 'deaths'))`;

const ADVANCE = `
local p = ARGV[1]
redis.call('SET', p .. 'inbox:cursor', ARGV[3])
redis.call('DEL', p .. 'inbox:hand')
redis.call('XTRIM', p .. 'inbox', 'MINID', ARGV[3])
redis.call('XDEL', p .. 'inbox', ARGV[3])
return 1`;

/** Kept for a human to look at, with the reason, until 1,000 newer ones have followed. Said even while the inbox is full: it empties no other way. */
const SET_ASIDE = `
local p = ARGV[1]
local found = redis.call('XRANGE', p .. 'inbox', ARGV[3], ARGV[3])
local body = found[1] and found[1][2][2] or ''
redis.call('XADD', p .. 'inbox-bad', 'MAXLEN', 1000, '*', 'entry', ARGV[3], 'reason', ARGV[4], 'd', body)
redis.call('XADD', p .. 'inbox', '*', 'd', ARGV[5])
return 1`;

function entryOf(signals: readonly Signal[]): string {
  return JSON.stringify({ v: 1, signals });
}

/** An entry that cannot be read throws when it is taken in, not when it is fetched: the others go on. */
function readEntry([id, fields]: [string, string[]]): InboxEntry {
  return { id, signals: () => parse(fields) };
}

function parse(fields: readonly string[]): readonly Signal[] {
  const body = fields[fields.indexOf("d") + 1] ?? "";
  const found = readRecord(body, UPGRADES["inbox-entry"]);
  if (found.outcome !== "read") throw new Error(complaint("inbox-entry", found).what);
  return entrySchema.parse(found.record).signals.map((signal) => signalSchema.parse(signal));
}
