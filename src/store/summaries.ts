import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type { CountedSummary, DueSummary, SummaryRecords } from "../ports/storm-records.ts";
import type { Keys } from "./keys.ts";
import { LONGEST_MS } from "./longest.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { DRAWN, LATER, ORDER, SAYS_FIRST, TAKE } from "./scripts/summaries.ts";

const NEWEST = 10;
const STATUSES = ["triggered", "acknowledged", "resolved"] as const;
const SEVERITIES = ["critical", "warning", "info"] as const;
const MOST_INCIDENTS = 1e12;

/** `now` is real. */
export function createSummaryRecords(
  redis: Redis,
  { prefix: p }: Keys,
  reader: RecordReader,
  now: () => number,
): SummaryRecords {
  return {
    take: async (room, leaseMs, limit) => {
      const args = [p, room, now(), leaseMs, limit];
      return ((await runScript(redis, TAKE, args)) as string[][]).map(readDue);
    },
    drawn: async (room, id, { ref, revision }) => {
      await runScript(redis, DRAWN, [p, room, id, ref, revision, now()]);
    },
    later: async (room, id, at, isUncertain) => {
      const notBefore = Math.min(at, now() + LONGEST_MS);
      await runScript(redis, LATER, [p, room, id, notBefore, isUncertain ? 1 : 0]);
    },
    find: (id) => findSummary(redis, `${p}summary:${id}`, reader),
    members: async (id, status, after, limit) => {
      const from = ORDER[status];
      const [low, high] = [`(${from + after}`, `(${from + MOST_INCIDENTS}`];
      const page = ["WITHSCORES", "LIMIT", 0, limit] as const;
      const found = await redis.zrangebyscore(`${p}summary:${id}:order`, low, high, ...page);
      return found.flatMap((incident, at) =>
        at % 2 === 0 ? [{ incident, number: Number(found[at + 1]) - from }] : [],
      );
    },
    saysFirst: async (id, text, saying, forMs) => {
      const words = createHash("sha256").update(text).digest("base64url");
      const key = `${p}summary:${id}:said:${words}`;
      return (await runScript(redis, SAYS_FIRST, [key, saying, forMs])) === 1;
    },
  };
}

function readDue([id = "", ref = "", tried = "", revision]: readonly string[]): DueSummary {
  return { id, ref: ref || null, isUncertain: tried !== "", revision: Number(revision) };
}

async function findSummary(
  redis: Redis,
  key: string,
  reader: RecordReader,
): Promise<CountedSummary | null> {
  const [hash, newest, calls, holders] = await Promise.all([
    redis.hgetall(key),
    redis.zrevrange(`${key}:order`, 0, NEWEST - 1),
    redis.zrange(`${key}:calls`, 0, 0),
    redis.zrevrange(`${key}:holders`, 0, -1),
  ]);
  const record = reader.read("summary", hash["record"]);
  if (record === null) return null;
  return {
    ...record,
    ref: hash["ref"] ?? null,
    counts: STATUSES.flatMap((status) =>
      SEVERITIES.map((severity) => ({
        status,
        severity,
        count: Number(hash[`${status}:${severity}`] ?? 0),
      })),
    ),
    newest,
    callsNext: calls[0] ?? null,
    holders,
    since: Number(hash["since"]),
    lastAt: Number(hash["last"]),
  };
}
