import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { METHODS, type Method } from "../incidents/policy.ts";
import type { Attempted, Claim, ClaimRequest, Page, PageRecords } from "../ports/page-records.ts";
import type { DeliveryRecord } from "../ports/incident-records.ts";
import type { Keys } from "./keys.ts";
import { LONGEST_MS } from "./longest.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { withVersion } from "./with-version.ts";
import { CLAIM, END, FINISH, NEEDLESS } from "./scripts/pages.ts";

export function createPageRecords(redis: Redis, keys: Keys, reader: RecordReader): PageRecords {
  const find = async (id: string): Promise<Page | null> =>
    readPage(reader, await redis.hgetall(keys.page(id)));
  return {
    claim: async (request) =>
      readClaim(reader, await runScript(redis, CLAIM, [keys.prefix, claimRequest(request)])),
    finish: async (page, notifier, attempted, now) => {
      const line: DeliveryRecord = {
        page: page.id,
        to: page.handle,
        notifier,
        outcome: outcomeText(attempted),
        at: now.at,
      };
      await runScript(redis, FINISH, [
        keys.prefix,
        finishRequest(page, notifier, attempted, now.real),
        withVersion(line),
      ]);
    },
    find,
    lastOf: async (handle) => {
      const id = await redis.get(`${keys.prefix}last:${handle}`);
      return id === null ? null : find(id);
    },
    needless: async (incident) => {
      const ids = (await runScript(redis, NEEDLESS, [keys.prefix, incident])) as string[];
      return (await Promise.all(ids.map(find))).filter((p): p is Page => p !== null);
    },
    end: async (id) => {
      await runScript(redis, END, [keys.prefix, id]);
    },
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
    attempt: String(page.attempt),
    now,
    kind: attempted.kind,
    live: "",
    provider: "",
    until: now,
  };
  if (attempted.kind === "sent")
    return JSON.stringify({
      ...base,
      provider: attempted.providerId ?? "",
      live: attempted.liveUntil === null ? "" : String(attempted.liveUntil),
    });
  return JSON.stringify(attempted.kind === "retry" ? { ...base, until: attempted.at } : base);
}

function outcomeText(attempted: Attempted): string {
  if (attempted.kind === "sent") return "sent";
  return attempted.kind === "retry"
    ? `failed: ${attempted.failure.reason}, trying again`
    : `failed: ${attempted.failure.reason}`;
}

function readClaim(reader: RecordReader, answer: unknown): Claim {
  const [outcome, a, attempt] = answer as [string, string, string | undefined];
  if (outcome === "claimed")
    return {
      outcome,
      page: {
        ...(JSON.parse(a) as Page),
        attempt: Number(attempt),
        state: "sending",
        providerId: null,
      },
    };
  if (outcome === "held") reader.read("effect", attempt);
  return outcome === "held" ? { outcome, until: Number(a) } : { outcome: "nothing" };
}

function readPage(reader: RecordReader, hash: Readonly<Record<string, string>>): Page | null {
  const page = reader.read("page", hash["page"]);
  if (page === null) return null;
  return {
    ...page,
    attempt: Number(hash["attempt"]),
    state: hash["state"] as Page["state"],
    providerId: hash["provider"] || null,
  };
}

/** Handles have no bar in them. */
function readPair(pair: string): { handle: string; method: Method } {
  const [handle = "", word] = pair.split("|");
  return { handle, method: METHODS.find((m) => m === word) ?? "push" };
}
