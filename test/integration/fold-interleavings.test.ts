import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isMoreSevere, type Severity } from "../../src/alerts/severity.ts";
import { fingerprint, type Labels, type Signal } from "../../src/alerts/signal.ts";
import { fold } from "../../src/watch/fold.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { alertExample } from "../support/alert-examples.ts";
import { EMPTY_BOOK } from "../support/in-memory-watch.ts";
import {
  FOLD_LEASE_MS,
  joins,
  signalOf,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const ALERTS = ["in-the-book", "host-load", "queue-backlog"];
const LABELS: readonly Labels[] = [{}, { queue: "builds" }];
const BOOK = {
  ...EMPTY_BOOK,
  alerts: [alertExample({ name: "in-the-book", severity: "warning" })],
};

/** What happens to a folder at its so many-eth use of the store. */
interface Fault {
  readonly kind: Kind;
  readonly call: number;
}
const KINDS = [
  /** The process dies before, or after, the call took effect. */
  "dies-before",
  "dies-after",
  /** The store is away for a moment; the process lives. */
  "away-before",
  "away-after",
  /** It hangs for so long that another process takes over, and then goes on: after the other has done everything, or nothing. */
  "overtaken",
  "superseded",
] as const;
type Kind = (typeof KINDS)[number];

let server: StoreServer;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());

const signal = fc.record({
  alert: fc.constantFrom(...ALERTS),
  labels: fc.constantFrom(...LABELS),
  status: fc.constantFrom("firing" as const, "firing" as const, "resolved" as const),
  severity: fc.constantFrom(null, "critical" as const, "warning" as const, "info" as const),
  value: fc.integer({ min: 0, max: 9_999 }),
});
const inboxes = fc.array(fc.array(signal, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 12,
});
const faults = fc
  .array(fc.record({ kind: fc.constantFrom(...KINDS), call: fc.nat(45) }), { maxLength: 6 })
  .map(twoDeathsAtMost);

/** The third process that dies of an entry is the last. */
function twoDeathsAtMost(all: readonly Fault[]): readonly Fault[] {
  let left = 2;
  return all.filter(({ kind }) => kind.startsWith("away") || (left -= 1) >= 0);
}

test("whatever happens to those who fold, the same signals leave the same incidents", async () => {
  let cut = 0;
  await fc.assert(
    fc.asyncProperty(inboxes, faults, async (inbox, planned) => {
      const undisturbed = await prepare(inbox);
      await undisturbed.world.foldAll();
      const straight = await outcome(undisturbed);
      expect(straight.incidents).toEqual(expected(inbox));

      const disturbed = await prepare(inbox);
      cut += await foldDisturbed(disturbed.world, planned);
      expect(await outcome(disturbed)).toEqual(straight);

      await replay(disturbed);
      expect(await outcome(disturbed)).toEqual(straight);
      expect(disturbed.world.log.lines).toEqual([]);
    }),
    { numRuns: 150 },
  );
  expect(cut).toBeGreaterThan(50);
}, 60_000);

interface Prepared {
  readonly world: StoreWorld;
  readonly entries: readonly [string, string[]][];
}

async function prepare(inbox: readonly (readonly Partial<Signal>[])[]): Promise<Prepared> {
  const world = await server.fresh();
  world.book = BOOK;
  await joins(world.watch, "ana", "bob");
  for (const signals of inbox) await world.signals(...signals);
  return { world, entries: await world.redis.xrange(world.keys.inbox, "-", "+") };
}

/** The same entries lie in the inbox once more, as if the cursor had never moved. */
async function replay({ world, entries }: Prepared): Promise<void> {
  await world.redis.del(world.keys.inbox, world.keys.cursor);
  for (const [id, fields] of entries) await world.redis.xadd(world.keys.inbox, id, ...fields);
  await nextProcess(world, "replaying", null);
}

/** Answers how many faults came true. */
async function foldDisturbed(world: StoreWorld, planned: readonly Fault[]): Promise<number> {
  let cut = 0;
  let owner = "process-0";
  const leftOver: Promise<void>[] = [];
  for (const [index, fault] of planned.entries()) {
    const { cameTrue, ended } = await nextProcess(world, owner, fault);
    leftOver.push(ended);
    if (cameTrue) cut += 1;
    if (cameTrue && !fault.kind.startsWith("away")) owner = `process-${index + 1}`;
  }
  // Who lives goes on itself: another process would have to take it for dead.
  await nextProcess(world, owner, null);
  await Promise.all(leftOver);
  return cut;
}

/** What a process had in hand when the store went away may still be under way when it tries again. */
async function nextProcess(
  world: StoreWorld,
  owner: string,
  fault: Fault | null,
): Promise<{ cameTrue: boolean; ended: Promise<void> }> {
  const watch = world.process(owner);
  const fence = await nextFence(world, watch);
  const faulty = disturb(watch, fault, () =>
    fault?.kind === "overtaken"
      ? nextProcess(world, `after-${owner}`, null)
      : nextFence(world, world.process(`after-${owner}`)),
  );
  try {
    for (let more = true; more;) {
      const { entries, fenced } = await fold(faulty.watch, fence, 0);
      more = entries > 0 && !fenced;
    }
  } catch (error) {
    if (!faulty.cameTrue()) throw error;
  }
  const ended = faulty.quiet();
  if (!fault?.kind.startsWith("away")) await ended;
  return { cameTrue: faulty.cameTrue(), ended };
}

async function nextFence(world: StoreWorld, watch: Watch): Promise<number> {
  world.clock.set(world.clock.now() + FOLD_LEASE_MS + 1);
  const fence = await watch.leases.hold("fold", FOLD_LEASE_MS);
  if (fence === null) throw new Error("the lease should be free");
  return fence;
}

function away(): Error {
  return new Error("Connection is closed.");
}

const WRITTEN = new Set(["committed", "done", true]);

function refused(answer: unknown): unknown {
  const outcome = (answer as { outcome?: unknown } | null)?.outcome ?? answer;
  if (WRITTEN.has(outcome as string))
    throw new Error("a write of the overtaken process was accepted");
  return answer;
}

/** Every call of the records is counted; at one of them the fault comes true. */
function disturb(
  watch: Watch,
  fault: Fault | null,
  overtake: () => Promise<unknown>,
): { watch: Watch; cameTrue(): boolean; quiet(): Promise<void> } {
  let calls = 0;
  let cameTrue = false;
  let isDead = false;
  let isOvertaken = false;
  const running = new Set<Promise<unknown>>();

  const disturbed = async (call: () => Promise<unknown>): Promise<unknown> => {
    if (isDead) throw away();
    if (isOvertaken) return refused(await call());
    const isNow = fault !== null && calls === fault.call;
    calls += 1;
    if (!isNow) return call();
    cameTrue = true;
    isDead = fault.kind.startsWith("dies");
    if (fault.kind === "overtaken" || fault.kind === "superseded") {
      await overtake();
      isOvertaken = true;
      return refused(await call());
    }
    if (fault.kind.endsWith("after")) await call();
    throw away();
  };
  const wrap = <T extends object>(records: T): T =>
    new Proxy(records, {
      get: (target, name, receiver) => {
        const method = Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          const going = disturbed(async () => method(...args));
          running.add(going);
          void going.then(
            () => running.delete(going),
            () => running.delete(going),
          );
          return going;
        };
      },
    });
  return {
    watch: { ...watch, incidents: wrap(watch.incidents), inbox: wrap(watch.inbox) },
    cameTrue: () => cameTrue,
    quiet: async () => {
      for (let idle = 0; idle < 3; idle = running.size === 0 ? idle + 1 : 0) {
        await Promise.allSettled(running);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

interface Known {
  readonly opened: string;
  readonly alert: string;
  status: string;
  severity: Severity;
  value: number | null;
  count: number;
}

/** What the words say, without a store: at most one open per fingerprint, severity only rises. */
function expected(inbox: readonly (readonly Partial<Signal>[])[]): readonly Known[] {
  const all: Known[] = [];
  const open = new Map<string, Known>();
  const places = inbox.flatMap((signals, entry) =>
    signals.map((some, index) => ({ some, place: `${entry}.${index}` })),
  );
  for (const { some, place } of places) {
    const { alert, labels, status, value, ...given } = signalOf(some);
    const key = fingerprint(alert, labels);
    const severity = alert === "in-the-book" ? "warning" : (given.severity ?? "critical");
    const current = open.get(key);
    if (status === "resolved") {
      if (current) current.status = "resolved";
      open.delete(key);
    } else if (current) {
      current.count += 1;
      current.value = value;
      if (isMoreSevere(severity, current.severity)) current.severity = severity;
    } else {
      const opened = {
        opened: place,
        alert,
        status: "triggered",
        severity,
        value,
        count: 1,
      };
      all.push(opened);
      open.set(key, opened);
    }
  }
  return all;
}

/** Everything that must not depend on how it came about. */
async function outcome({ world, entries }: Prepared): Promise<{
  incidents: readonly Known[];
  rest: unknown;
}> {
  const { redis, keys, watch } = world;
  const incidents = await world.incidents();
  const place = (id: string): string => {
    const [entry, index] = id.split(".");
    return `${entries.findIndex(([known]) => known === entry)}.${index}`;
  };
  const byOpening = incidents.toSorted((a, b) => (isLater(place(a.id), place(b.id)) ? 1 : -1));
  const open = await watch.incidents.open();
  expect(new Set(open.map((i) => i.fingerprint)).size).toBe(open.length);
  expect(incidents.map((i) => i.number)).toEqual(incidents.map((_, index) => index + 1));
  return {
    incidents: byOpening.map(({ id, alert, status, severity, value, count }) => ({
      opened: place(id),
      alert,
      status,
      severity,
      value,
      count,
    })),
    rest: {
      timelines: await Promise.all(byOpening.map((incident) => world.kinds(incident))),
      revisions: byOpening.map(({ revision }) => revision),
      open: open.length,
      effects: (await redis.hkeys(keys.effects)).map(withPlace).toSorted(),
      cards: (await redis.zrange(keys.cards("room"), 0, -1)).map(place).toSorted(),
      due: (await redis.zrange(keys.due, 0, -1)).map(place).toSorted(),
      inbox: await redis.xlen(keys.inbox),
      bad: await redis.xlen(keys.bad),
    },
  };

  function withPlace(id: string): string {
    const [incident = "", ...rest] = id.split(":");
    return [place(incident), ...rest].join(":");
  }
}

function isLater(a: string, b: string): boolean {
  const [aEntry = 0, aIndex = 0] = a.split(".").map(Number);
  const [bEntry = 0, bIndex = 0] = b.split(".").map(Number);
  return aEntry === bEntry ? aIndex > bIndex : aEntry > bEntry;
}
