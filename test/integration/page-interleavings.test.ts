import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Delivery, PageMessage, ProgressState } from "../../src/ports/notifier.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { carryOut } from "../../src/watch/carry-out.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { PAGE_LIMITS } from "../../src/watch/page-limits.ts";
import { pressKey } from "../../src/watch/press-key.ts";
import { reportProgress } from "../../src/watch/report-progress.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { person } from "../support/in-memory-watch.ts";
import {
  DOWN,
  joins,
  REFUSED,
  startStore,
  type ScriptedNotifier,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const ANA = person("ana");
const LASTS_MS = 40 * SECOND;
const LIMIT = { count: 100, spanMs: MINUTE, alone: true, each: false };

/** What becomes of a request: whether a call is placed, and whether its sender hears of it. */
const OUTCOMES = [
  "heard",
  "heard",
  "heard",
  "heard",
  "lost",
  "never-placed",
  "killed",
  "killed-before",
  "refused",
] as const;
type Outcome = (typeof OUTCOMES)[number];

const taken = fc.record({
  kind: fc.constant("acknowledged" as const),
  incident: fc.nat(1),
  isHeard: fc.boolean(),
});
const small = fc.oneof(
  fc.record({
    kind: fc.constant("told" as const),
    call: fc.nat(5),
    event: fc.nat(2),
    counted: fc.boolean(),
  }),
  taken,
  fc.record({ kind: fc.constant("key" as const), call: fc.nat(5) }),
  fc.record({ kind: fc.constant("ends" as const), call: fc.nat(5), fails: fc.boolean() }),
  fc.record({ kind: fc.constant("time" as const), seconds: fc.integer({ min: 1, max: 12 }) }),
);
const step = fc.oneof(
  small,
  fc.record({
    kind: fc.constant("sends" as const),
    outcome: fc.constantFrom(...OUTCOMES),
    second: fc.constantFrom(...OUTCOMES),
    during: fc.oneof(fc.constant(null), taken, small),
  }),
  fc.record({ kind: fc.constant("asked" as const), incident: fc.nat(1) }),
  fc.record({
    kind: fc.constant("carried-out" as const),
    how: fc.constantFrom("done", "down", "killed"),
  }),
);
type Small = typeof small extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Call {
  readonly id: string;
  readonly by: string;
  readonly page: PageMessage;
  readonly attempt: number;
  readonly at: number;
  /** Its sender knows that it was placed. */
  isKnown: boolean;
  isOver: boolean;
  readonly events: ProgressState[];
}

let server: StoreServer;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());

/** Two incidents, two processes, two providers, and one phone. */
async function begin() {
  const world = await server.fresh();
  await joins(world.watch, "ana");
  const incidents = [];
  for (const alert of ["one", "two"]) incidents.push(await world.opens(alert));
  const limits = { ...PAGE_LIMITS, voice: LIMIT };
  const [watch, other] = [world.watch, world.process("other")].map((one) => ({ ...one, limits }));
  const night = { world, incidents, watch: watch!, other: other!, calls: [] as Call[], asks: 0 };
  const providers = [world.notifier("voice"), world.provider("voice", "second")];
  for (const one of providers)
    one.stopping = (id) => {
      for (const call of night.calls) if (call.id === id) ends(call);
      return { outcome: "sent", providerId: id };
    };
  return { ...night, providers };
}
type Night = Awaited<ReturnType<typeof begin>>;

function ends(call: Call, state: ProgressState = { kind: "over", why: "completed" }): void {
  if (call.isOver) return;
  call.isOver = true;
  call.events.push(state);
}

function isLive({ world }: Night, call: Call): boolean {
  if (world.clock.real() - call.at >= LASTS_MS) ends(call);
  return !call.isOver;
}

function places(night: Night, by: string, page: PageMessage): Call {
  const beside = night.calls.filter((call) => isLive(night, call) && call.isKnown);
  expect(beside, "a second call beside one that is known to ring").toEqual([]);
  const attempt = night.watch.tokens.read(page.token, night.world.clock.real());
  const call: Call = {
    id: `call-${night.calls.length}`,
    by,
    page,
    attempt: attempt?.kind === "page" ? attempt.attempt : 0,
    at: night.world.clock.real(),
    isKnown: false,
    isOver: false,
    events: [{ kind: "under-way" }, { kind: "answered" }],
  };
  night.calls.push(call);
  return call;
}

async function answers(
  night: Night,
  notifier: ScriptedNotifier,
  page: PageMessage,
  outcome: Outcome,
  during: Small | null,
): Promise<Delivery> {
  const isPlaced = !["never-placed", "killed-before", "refused"].includes(outcome);
  const call = isPlaced ? places(night, notifier.name, page) : null;
  if (during) await happens(night, during);
  if (outcome.startsWith("killed")) throw new Error("killed");
  if (outcome === "refused") return REFUSED;
  if (outcome !== "heard" || call === null) return DOWN;
  call.isKnown = true;
  return { outcome: "sent", providerId: call.id };
}

async function sends(
  night: Night,
  outcomes: readonly Outcome[],
  during: Small | null,
): Promise<void> {
  const left = [...outcomes];
  for (const notifier of night.providers)
    notifier.answer = (page) => answers(night, notifier, page, left.shift() ?? "heard", during);
  const one = async (watch: Watch): Promise<void> => {
    await deliver(watch, "ana", "voice").catch((error: Error) => {
      if (error.message !== "killed") throw error;
    });
  };
  await Promise.all([one(night.watch), one(night.other)]);
}

/** As the policy asks for it; of an incident that somebody has it is not asked. */
async function asks(night: Night, n: number): Promise<void> {
  const { redis, keys } = night.world;
  const { id, generation } = night.incidents[n]!;
  const effect = { kind: "reach", handle: "ana", method: "voice", asked: "1.0/ana/voice" };
  const body = {
    v: 1,
    id: `${id}.${(night.asks += 1)}`,
    incident: id,
    alert: `${n}`,
    generation,
    effect,
  };
  await redis.hset(keys.effects, body.id, JSON.stringify(body));
  await redis.zadd(`${keys.prefix}reach:ana|voice`, night.world.clock.real(), body.id);
  await redis.zadd(keys.reaches, "NX", night.world.clock.real(), "ana|voice");
}

async function acknowledges({ watch, incidents, world }: Night, n: number): Promise<void> {
  const by = { handle: "bob", name: "Bob", via: "room" };
  // Whoever looks sees that somebody has it; a second word would stop everything once more.
  if ((await watch.incidents.load(incidents[n]!.id))?.status !== "triggered") return;
  await acknowledge(watch, {
    incident: incidents[n]!.id,
    by,
    at: world.clock.now(),
    token: null,
    forMs: null,
  });
}

async function tells(night: Night, call: Call, n: number, counted: boolean): Promise<void> {
  const state = call.events[n];
  if (state === undefined || (state.kind === "answered" && !isLive(night, call))) return;
  const of = { page: call.page.id, attempt: call.attempt, notifier: call.by };
  await reportProgress(night.other, of, {
    providerId: call.id,
    sequence: counted ? n : null,
    state,
  });
}

async function happens(night: Night, act: Small): Promise<void> {
  const { world, calls } = night;
  const call = "call" in act ? calls[act.call % Math.max(1, calls.length)] : undefined;
  switch (act.kind) {
    case "told":
      if (call) await tells(night, call, act.event, act.counted);
      return;
    case "acknowledged":
      await acknowledges(night, act.incident);
      return act.isHeard ? void (await carryOut(night.watch)) : undefined;
    case "key":
      if (!call || !isLive(night, call)) return;
      await pressKey(night.watch, { person: ANA, page: call.page.id, digit: "1" });
      return ends(call);
    case "ends":
      if (call && isLive(night, call)) ends(call, act.fails ? FAILED : undefined);
      return;
    case "time":
      world.clock.set(world.clock.now() + act.seconds * SECOND);
  }
}
const FAILED: ProgressState = { kind: "failed", failure: REFUSED };

async function goesOn(night: Night, next: Step): Promise<void> {
  switch (next.kind) {
    case "sends":
      return sends(night, [next.outcome, next.second], next.during);
    case "asked":
      return asks(night, next.incident);
    case "carried-out":
      return carriesOut(night, next.how);
    case "told":
    case "acknowledged":
    case "key":
    case "ends":
    case "time":
      return happens(night, next);
  }
}

async function carriesOut(night: Night, how: "done" | "down" | "killed"): Promise<void> {
  if (how === "killed") {
    await night.watch.outbox.take(night.world.clock.real(), 15 * SECOND, 50);
    return;
  }
  const stopping = night.providers.map(({ stopping: before }) => before);
  if (how === "down") for (const one of night.providers) one.stopping = () => DOWN;
  await carryOut(night.watch);
  for (const [n, one] of night.providers.entries()) one.stopping = stopping[n]!;
}

/** Nothing fails from now on. */
async function settles(night: Night, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 5) {
    await sends(night, [], null);
    await carryOut(night.watch);
    night.world.clock.set(night.world.clock.now() + 5 * SECOND);
  }
}

const nights = fc.array(step, { minLength: 4, maxLength: 25 });

async function after(steps: readonly Step[]): Promise<Night> {
  const night = await begin();
  await asks(night, 0);
  for (const next of steps) await goesOn(night, next);
  return night;
}

test("whoever is needed is called within a minute, by one call at a time", async () => {
  await fc.assert(
    fc.asyncProperty(nights, async (steps) => {
      const night = await after(steps);
      await asks(night, 1);
      const since = night.world.clock.real();
      const { id, number } = night.incidents[1]!;
      const isNeeded = (await night.watch.incidents.load(id))?.status === "triggered";
      const rings = (): readonly Call[] => night.calls.filter(({ at }) => at >= since);

      await settles(night, 65);
      expect(rings().length > 0 || !isNeeded, "the phone was silent for a minute").toBe(true);
      await settles(night, 110);
      const isTold = rings().some(({ page }) => page.incidents.includes(number));
      expect(isTold || !isNeeded, "nobody was told").toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("what somebody has rings for nobody, and leaves nothing behind", async () => {
  await fc.assert(
    fc.asyncProperty(nights, async (steps) => {
      const night = await after(steps);
      for (const n of [0, 1]) await acknowledges(night, n);
      for (const call of night.calls) if (!call.isKnown) await tells(night, call, 0, true);
      // Whoever was killed with a hang-up in hand has it for so long.
      await settles(night, 20);
      expect(night.calls.filter((call) => isLive(night, call))).toEqual([]);
      expect(await night.watch.outbox.next()).toBeNull();
      await expectNothingLeft(night.world);
    }),
    { numRuns: 80 },
  );
});

async function expectNothingLeft({ redis, keys, clock }: StoreWorld): Promise<void> {
  const { prefix } = keys;
  expect(await redis.exists(`${prefix}sending:ana|voice`, `${prefix}again:ana|voice`)).toBe(0);
  expect(await redis.zcard(`${prefix}reach:ana|voice`)).toBe(0);
  expect(await redis.zcount(`${prefix}ringing:ana`, clock.real() + MINUTE + SECOND, "+inf")).toBe(
    0,
  );
}
