import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Redis } from "ioredis";
import type { AppParts } from "../../src/app-parts.ts";
import { createApp, type App } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { MINUTE, SECOND } from "../../src/lib/durations.ts";
import { endSilences } from "../../src/watch/end-silences.ts";
import { caller, type Caller } from "./api.ts";
import { compileInProcess, writeBook } from "./book.ts";
import { drawInProcess } from "./draw.ts";
import { manualClock, type ManualClock } from "./manual-clock.ts";
import { recordedLog, type RecordedLog } from "./quiet-log.ts";
import { startRedis } from "./redis-server.ts";
import { createWitness, type Witness } from "./witness.ts";

const PREFIX = "{test}:";
const IDLE_WITHIN_MS = 10_000;

export interface Options {
  readonly book?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The built program's own, for tests in a browser. */
  readonly createApp?: (...given: Parameters<typeof createApp>) => App | Promise<App>;
  readonly thread?: AppParts["thread"];
  readonly clock?: ManualClock;
  /** True while something is under way elsewhere that watchroom is yet to be told of, or to tell. */
  readonly stirs?: (redis: Redis) => Promise<boolean>;
}

/** A member in a browser of their own. */
export interface Member extends Caller {
  readonly name: string;
  /** Says so, and closes the page. */
  leaves(): Promise<void>;
  /** Stays connected, and touches nothing any more. */
  fallsIdle(): void;
  /** Touches the page at every step of time again. */
  wakesUp(): void;
  /** The page is closed without a word. */
  vanishes(): void;
  says(text: string): Promise<void>;
  /** On a page of the phone; answers the status and what was said. */
  presses(
    digits: string,
    page: { readonly id: string },
  ): Promise<{ readonly status: number; readonly text: string }>;
  reacts(emoji: string, incident: number): Promise<void>;
  takesBack(emoji: string, incident: number): Promise<void>;
}

export interface Harness {
  readonly app: App;
  readonly url: string;
  readonly api: Caller;
  readonly redis: Redis;
  readonly clock: ManualClock;
  readonly log: RecordedLog;
  readonly room: Witness["room"];
  phone(name: string): ReturnType<Witness["phone"]>;
  joins(
    name: string,
    options?: { readonly phone?: boolean; readonly zone?: string },
  ): Promise<Member>;
  /** Somebody joined by a real browser: their open page is told of the moved clock. */
  watches(handle: string): { fallsIdle(): void; leaves(): void };
  fire(alert: string, more?: object): Promise<void>;
  /** One request with all of them. */
  fireTogether(...alerts: readonly string[]): Promise<void>;
  recovers(alert: string, more?: object): Promise<void>;
  /** Moves time on in the steps in which something happens, and waits until nothing more does. */
  advance(by: { readonly minutes?: number; readonly seconds?: number }): Promise<void>;
  /** The same without waiting: for what cannot come to rest, as while a room is away. */
  moves(by: { readonly minutes?: number; readonly seconds?: number }): Promise<void>;
  idle(): Promise<void>;
  /** Every round of the collector that is due. */
  collect(): Promise<void>;
  incident(number: number): Promise<Record<string, unknown>>;
  /** Saves a file of the book, as an editor would. It is read within two real seconds. */
  edits(file: string, text: string): void;
  /** Fails on any message, page or call that nobody expected, and on anything left open. */
  close(): Promise<void>;
}

interface Presence {
  readonly handle: string;
  mode: "attentive" | "idle" | "gone";
  close(): void;
}

export async function startWatchroom(options: Options = {}): Promise<Harness> {
  const server = await startRedis();
  const folder = mkdtempSync(joinPath(tmpdir(), "watchroom test "));
  const playbooks = writeBook(folder, options.book);
  const clock = options.clock ?? manualClock();
  const log = recordedLog();
  const config = readConfig({
    PORT: "0",
    WATCHROOM_DATA: folder,
    WATCHROOM_PREFIX: PREFIX,
    WATCHROOM_ZONE: "UTC",
    PLAYBOOKS_DIR: playbooks,
    ...options.env,
  });
  const app = await (options.createApp ?? createApp)(config, {
    role: "all",
    redis: server.socket,
    secrets: ["a secret of sixteen and more"],
    log,
    thread: options.thread ?? { compile: compileInProcess, draw: drawInProcess },
    clock,
  });
  const redis = new Redis(server.socket);
  const port = await app.start();
  const base = `http://127.0.0.1:${port}`;
  await until(
    async () => (await fetch(`${base}/readyz`)).ok,
    () => `the app to be ready; it says ${JSON.stringify(log.lines)}`,
  );
  const members: Presence[] = [];
  const witness = createWitness(app.world);
  const idle = (): Promise<void> =>
    until(async () => {
      await waitUntilIdle(redis, clock);
      return !(await options.stirs?.(redis));
    }, "whatever it talks to to be idle");
  const step = async (to: number): Promise<void> => {
    clock.set(to);
    await refresh(app, members, clock);
    for (const word of [`due ${clock.now()}`, "cards", "sayings", "outbox", "pages"])
      await redis.publish(`${PREFIX}nudge`, word);
    await endSilences(app.world.watch);
  };

  const harness: Harness = {
    app,
    url: base,
    api: caller(base),
    redis,
    clock,
    log,
    room: witness.room,
    phone: (name) => witness.phone(name),
    joins: async (name, { phone = true, zone } = {}) => {
      const member = await join(
        base,
        name,
        { phone, ...(zone !== undefined && { zone }) },
        { idle, witness },
      );
      members.push(member.presence);
      return member.member;
    },
    watches: (handle) => {
      const presence: Presence = { handle, mode: "attentive", close: () => undefined };
      members.push(presence);
      return {
        fallsIdle: () => {
          presence.mode = "idle";
        },
        leaves: () => {
          presence.mode = "gone";
        },
      };
    },
    fire: async (alert, more = {}) => {
      await signal(harness, { alert, status: "firing", ...more });
    },
    fireTogether: (...alerts) =>
      signal(
        harness,
        alerts.map((alert) => ({ alert, status: "firing" })),
      ),
    recovers: async (alert, more = {}) => {
      await signal(harness, { alert, status: "resolved", ...more });
    },
    advance: async ({ minutes = 0, seconds = 0 }) => {
      const target = clock.now() + minutes * MINUTE + seconds * SECOND;
      while (clock.now() < target) {
        await step(await nextInstant(redis, clock.now(), target));
        await idle();
      }
    },
    moves: async ({ minutes = 0, seconds = 0 }) => {
      const target = clock.now() + minutes * MINUTE + seconds * SECOND;
      while (clock.now() < target) await step(await nextInstant(redis, clock.now(), target));
    },
    idle,
    collect: async () => {
      await app.world.collection.runDue();
      await idle();
    },
    incident: (number) => harness.api.get(`/api/v1/incidents/${number}`),
    edits: (file, text) => writeFileSync(joinPath(playbooks, file), text),
    close: async () => {
      for (const member of members) member.close();
      const unexpected = await witness.unexpected();
      await app.stop();
      const left = await connectionsLeft(redis);
      redis.disconnect();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
      if (unexpected.length > 0) throw new Error(`nobody expected:\n  ${unexpected.join("\n  ")}`);
      if (left > 0) throw new Error(`${left} connections to redis were left open`);
    },
  };
  return harness;
}

/** A closed socket is noticed a moment later. */
async function connectionsLeft(redis: Redis): Promise<number> {
  const count = async (): Promise<number> =>
    ((await redis.client("LIST")) as string).trim().split("\n").length - 1;
  await until(async () => (await count()) === 0, "connections to close", 1_000).catch(
    () => undefined,
  );
  return count();
}

async function signal({ api, idle }: Harness, body: object): Promise<void> {
  const { status } = await api.post("/api/v1/signals", body);
  if (status !== 202) throw new Error(`the signal was answered ${status}`);
  await idle();
}

async function join(
  base: string,
  name: string,
  as: object,
  { idle, witness }: { idle: () => Promise<void>; witness: Witness },
): Promise<{ member: Member; presence: Presence }> {
  const http = caller(base);
  const joined = await http.post<{ handle: string }>("/room/join", { name, ...as });
  if (joined.status >= 400)
    throw new Error(`${name} could not join: ${joined.status} ${JSON.stringify(joined.body)}`);
  const close = await http.stream("/room/stream");
  const presence: Presence = { handle: joined.body.handle, mode: "attentive", close };
  const gone = (): void => {
    presence.mode = "gone";
    close();
  };
  const member: Member = {
    ...http,
    name,
    leaves: async () => {
      gone();
      await http.post("/room/leave");
      await idle();
    },
    fallsIdle: () => {
      presence.mode = "idle";
    },
    wakesUp: () => {
      presence.mode = "attentive";
    },
    vanishes: gone,
    says: async (text) => {
      const { status } = await http.post("/room/messages", { text });
      if (status !== 201) throw new Error(`the message was answered ${status}`);
      await idle();
    },
    presses: async (digits, { id }) => {
      const { status, body } = await http.post<{ text?: string; error?: string }>(
        `/room/phone/${id}/keys`,
        { digits },
      );
      await idle();
      return { status, text: body.text ?? body.error ?? "" };
    },
    reacts: async (emoji, incident) => {
      const { status } = await http.post(
        `/room/messages/${await witness.cardId(incident)}/reactions`,
        { emoji },
      );
      if (status !== 201) throw new Error(`the reaction was answered ${status}`);
      await idle();
    },
    takesBack: async (emoji, incident) => {
      await http.delete(`/room/messages/${await witness.cardId(incident)}/reactions`, { emoji });
      await idle();
    },
  };
  return { member, presence };
}

/** Open pages say so to the store every three real seconds; under a clock that jumps, at every jump. */
async function refresh(
  { world }: App,
  members: readonly Presence[],
  clock: ManualClock,
): Promise<void> {
  for (const { handle, mode } of members) {
    if (mode === "gone") continue;
    await world.room.sighted(handle, {
      connected: clock.real(),
      ...(mode === "attentive" && { acted: clock.real() }),
    });
  }
}

async function nextInstant(redis: Redis, now: number, target: number): Promise<number> {
  const scores = await Promise.all(
    ["due", "reaches", "outbox", "cards:room", "sayings:room"].map(async (key) =>
      redis.zrangebyscore(`${PREFIX}${key}`, `(${now}`, "+inf", "WITHSCORES", "LIMIT", 0, 1),
    ),
  );
  return Math.min(
    target,
    ...scores.flatMap(([, score]) => (score === undefined ? [] : [Math.ceil(Number(score))])),
  );
}

/** At one instant: what moves on from one place to the next is not overlooked in between. A page that waits for its next attempt is in nobody's hand. Pages are due by the real time. */
const UNDONE = `
local p, count = ARGV[1], 0
for _, key in ipairs(redis.call('KEYS', p .. 'sending:*')) do
  if redis.call('HGET', p .. 'page:' .. redis.call('GET', key), 'state') == 'sending' then count = count + 1 end
end
count = count + redis.call('ZCOUNT', p .. 'due', '-inf', ARGV[2]) + redis.call('ZCOUNT', p .. 'reaches', '-inf', ARGV[3])
for _, name in ipairs({ 'cards:room', 'sayings:room', 'outbox' }) do count = count + redis.call('ZCARD', p .. name) end
return count + redis.call('XLEN', p .. 'inbox')
`;

/** Nothing is in the inbox, due, unsaid, unshown or in somebody's hand. */
async function waitUntilIdle(redis: Redis, clock: ManualClock): Promise<void> {
  await until(
    async () => (await redis.eval(UNDONE, 0, PREFIX, clock.now(), clock.real())) === 0,
    "watchroom to be idle",
  );
}

export async function until(
  condition: () => Promise<boolean>,
  what: string | (() => string),
  withinMs = IDLE_WITHIN_MS,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`waited in vain for ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
