import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { METHODS, type Method } from "../incidents/policy.ts";
import { STAYING } from "../incidents/staying.ts";
import type { DeliveryRecord } from "../ports/incident-records.ts";
import type { Attempted, Claim, ClaimRequest, Page, PageRecords } from "../ports/page-records.ts";
import type { Keys } from "./keys.ts";
import { LONGEST_MS } from "./longest.ts";
import { readPage } from "./page-json.ts";
import { createPageProgress } from "./page-progress.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { withVersion } from "./with-version.ts";
import { END, NEEDLESS } from "./scripts/page-progress.ts";
import { BEGIN, CLAIM, FINISH } from "./scripts/pages.ts";

export function createPageRecords(redis: Redis, keys: Keys, reader: RecordReader): PageRecords {
  const find = async (id: string): Promise<Page | null> =>
    readPage(reader, await redis.hgetall(keys.page(id)));
  return {
    claim: async (request) =>
      readClaim(reader, await runScript(redis, CLAIM, [keys.prefix, claimRequest(request)])),
    begin: async ({ id, attempt, tried }) =>
      (await runScript(redis, BEGIN, [keys.prefix, id, attempt, JSON.stringify(tried)])) === 1,
    finish: async (page, notifier, attempted, now) => {
      const line = (outcome: string): string => {
        const { id, handle: to, method } = page;
        const record: DeliveryRecord = { page: id, to, method, notifier, outcome, at: now.at };
        return withVersion(record);
      };
      await runScript(redis, FINISH, [
        keys.prefix,
        finishRequest(page, notifier, attempted, now.real),
        line(outcomeText(notifier, attempted)),
        line("sent"),
      ]);
    },
    find,
    lastOf: async (handle) => {
      const id = await redis.get(`${keys.prefix}last:${handle}`);
      return id === null ? null : find(id);
    },
    needless: async (incident) => {
      const args = [keys.prefix, incident, JSON.stringify(STAYING)];
      const ids = (await runScript(redis, NEEDLESS, args)) as string[];
      return (await Promise.all(ids.map(find))).filter((p): p is Page => p !== null);
    },
    end: async (id, how, real) => {
      await runScript(redis, END, [keys.prefix, id, how, real]);
    },
    ...createPageProgress(redis, keys),
    waiting: async () =>
      reader.all("effect", await redis.hvals(keys.effects)).flatMap(({ incident, effect }) => {
        const { handle, method } = effect as { handle?: string; method?: Method };
        return handle === undefined || method === undefined ? [] : [{ handle, method, incident }];
      }),
    pending: async (now) => {
      const far = now + LONGEST_MS;
      const due = await redis.zrangebyscore(keys.reaches, "-inf", now);
      const lost = await redis.zrangebyscore(keys.reaches, `(${far}`, "+inf");
      return [...due, ...lost].map(readPair);
    },
  };
}

function claimRequest({ limit, ...request }: ClaimRequest): string {
  return JSON.stringify({ ...request, ...limit, page: `p${randomBytes(9).toString("base64url")}` });
}

function finishRequest(page: Page, notifier: string, attempted: Attempted, now: number): string {
  const base = {
    page: page.id,
    notifier,
    attempt: page.attempt,
    tried: JSON.stringify(page.tried),
    now,
    kind: attempted.kind,
    live: "",
    provider: "",
    follow: false,
    until: now,
  };
  if (attempted.kind === "sent")
    return JSON.stringify({
      ...base,
      provider: attempted.providerId ?? "",
      live: attempted.liveUntil === null ? "" : String(attempted.liveUntil),
      follow: attempted.isFollowed ?? false,
    });
  return JSON.stringify(attempted.kind === "retry" ? { ...base, until: attempted.at } : base);
}

function outcomeText(notifier: string, attempted: Attempted): string {
  if (attempted.kind === "sent") return "sent";
  const failed = `failed: ${attempted.failure.reason}`;
  if (attempted.kind === "failed") return failed;
  return `${failed}, trying ${attempted.next === notifier ? "again" : attempted.next}`;
}

function readClaim(reader: RecordReader, answer: unknown): Claim {
  const [outcome, given, newer] = answer as [string, string | string[], string | undefined];
  if (outcome === "claimed") {
    const page = readPage(reader, hashOf(given as string[]));
    if (page === null) throw new Error("a claimed page cannot be read");
    return { outcome, page };
  }
  if (outcome === "held") reader.read("effect", newer);
  return outcome === "held" ? { outcome, until: Number(given) } : { outcome: "nothing" };
}

/** As scripts give it: names and values by turns. */
function hashOf(flat: readonly string[]): Readonly<Record<string, string>> {
  const pairs = flat.flatMap((name, n) => (n % 2 === 0 ? [[name, flat[n + 1] ?? ""]] : []));
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

/** Handles have no bar in them. */
function readPair(pair: string): { handle: string; method: Method } {
  const [handle = "", word] = pair.split("|");
  return { handle, method: METHODS.find((m) => m === word) ?? "push" };
}
