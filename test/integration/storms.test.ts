import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRoomLoops } from "../../src/app-room-loops.ts";
import { HOUR, MINUTE, SECOND } from "../../src/lib/durations.ts";
import type { Signal } from "../../src/alerts/signal.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Saying, Summary } from "../../src/ports/room.ts";
import { createInward } from "../../src/commands/inward.ts";
import { createLoop } from "../../src/queue/loop.ts";
import { backupLines } from "../../src/store/backup.ts";
import { fillStore } from "../../src/store/restore.ts";
import { createTidyRecords } from "../../src/store/tidy.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import type { SummaryAct } from "../../src/watch/acknowledge-summary.ts";
import { countInSummaries } from "../../src/watch/count-in-summaries.ts";
import { saidInSummary } from "../../src/watch/said-in-summary.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { speak } from "../../src/watch/speak.ts";
import { showSummaries } from "../../src/watch/show-summaries.ts";
import { createTidying, KEEP_INCIDENTS_MS } from "../../src/watch/tidy.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { EMPTY_BOOK, person } from "../support/in-memory-watch.ts";
import { NOON } from "../support/manual-clock.ts";
import { recordReader } from "../support/reader.ts";
import {
  DOWN,
  joins,
  REFUSED,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";
import { until } from "../support/until.ts";
import { summarising } from "../support/summarising-room.ts";

const BACKLOG = "queue-backlog";

let server: StoreServer;
let world: StoreWorld;
let room: ReturnType<typeof summarising>;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  world.room.occupied = true;
  room = summarising(world.room);
  await joins(world.watch, "ana");
});

/** So many new incidents of one alert. */
async function come(count: number, alert = BACKLOG, more: Partial<Signal> = {}): Promise<void> {
  const from = (await world.watch.incidents.list({ limit: 1 }))[0]?.number ?? 0;
  const hosts = Array.from({ length: count }, (_, n) => `h${from + n}`);
  await world.signals(...hosts.map((host) => ({ alert, labels: { host }, ...more })));
  await world.foldAll();
}

async function allShown(watch: Watch = world.watch): Promise<void> {
  while ((await showCards(watch)) > 0);
  while ((await showSummaries(watch, world.room)) > 0);
}

function passes(ms: number): void {
  world.clock.set(world.clock.now() + ms);
}

async function acknowledged(incident: Incident, handle = "ana", name = "Ana"): Promise<void> {
  const by = { handle, name, via: "room" };
  const act = { incident: incident.id, by, at: world.clock.now(), token: null, forMs: null };
  await acknowledge(world.watch, act);
}

async function resolved(incidents: readonly Incident[]): Promise<void> {
  const over = incidents.map(({ alert, labels }) => ({
    alert,
    labels,
    status: "resolved" as const,
  }));
  await world.signals(...over);
  await world.foldAll();
}

function last(): Summary {
  return room.drawn.at(-1)!.summary;
}

function cards(): readonly number[] {
  return [...new Set(world.room.shown.map(({ number }) => number))];
}

/** Those without a card, oldest first. */
async function members(): Promise<readonly Incident[]> {
  const own = new Set(cards());
  return (await world.incidents()).filter(({ number }) => !own.has(number));
}

describe("more than five new incidents of one alert within a minute", () => {
  test("are five cards and one summary, which says what a card would", async () => {
    world.book = {
      ...EMPTY_BOOK,
      sections: [
        {
          file: "queues.md",
          anchor: "backlog",
          heading: "Builds are queueing up",
          body: "1. Look at the workers.",
          alerts: [BACKLOG],
        } as never,
      ],
    };
    await come(8, BACKLOG, { value: 8_200, severity: "critical" });
    await allShown();

    expect(cards()).toEqual([1, 2, 3, 4, 5]);
    expect(room.drawn).toHaveLength(1);
    expect(room.drawn[0]!.shown).toEqual({ ref: null, isUncertain: false });
    expect(last()).toMatchObject({
      alert: BACKLOG,
      severity: "critical",
      total: 3,
      triggered: 3,
      acknowledged: 0,
      resolved: 0,
      acknowledgedBy: [],
      since: NOON,
      lastAt: NOON,
      standing: "Calls Ana at 12:10 unless somebody reacts.",
      callsAt: NOON + 10 * MINUTE,
      onCall: "Ana",
      steps: expect.stringContaining("Look at the workers."),
      playbookUrl: "http://watch.test/playbooks/queues.md#backlog",
      url: "http://watch.test/incidents?alert=queue-backlog",
    });
    expect(last().newest.map(({ number }) => number)).toEqual([8, 7, 6]);
    expect(last().newest[0]).toMatchObject({
      labels: { host: "h7" },
      measure: "8,200",
      status: "triggered",
    });
  });

  test("are counted all, five hundred in ten seconds, in a handful of messages", async () => {
    for (let second = 0; second < 10; second += 1) {
      await come(50);
      await allShown();
      passes(SECOND);
    }
    passes(5 * SECOND);
    await allShown();

    expect(cards()).toEqual([1, 2, 3, 4, 5]);
    expect(world.room.shown).toHaveLength(5);
    expect(room.drawn.length).toBeLessThanOrEqual(4);
    expect(new Set(room.drawn.map(({ summary }) => summary.id)).size).toBe(1);
    expect(room.drawn.slice(1).every(({ shown }) => shown.ref !== null)).toBe(true);
    expect(last()).toMatchObject({ total: 495, triggered: 495 });
    expect(await world.redis.zcard(world.keys.cards("room"))).toBe(0);
  });

  test("never hide the first of another alert, nor keep it waiting behind their cards", async () => {
    const { watch } = world;
    let posted = 0;
    world.room.answer = async () => {
      posted += 1;
      if (posted === 2) await come(1, "disk-full");
      return null;
    };
    await come(400);
    await showCards(watch);

    expect(cards()).toHaveLength(6);
    expect(cards().indexOf(401)).toBe(2);
  });

  test("get a new summary when their storm comes back after ten minutes", async () => {
    await come(7);
    await allShown();
    passes(10 * MINUTE + SECOND);
    await come(7);
    await allShown();

    expect(cards()).toEqual([1, 2, 3, 4, 5, 8, 9, 10, 11, 12]);
    const ids = room.drawn.map(({ summary }) => summary.id);
    expect(new Set(ids).size).toBe(2);
    expect(last().total).toBe(2);
  });

  test("have a card each in a room that does not summarise", async () => {
    delete world.room.summarise;
    await come(8);
    await allShown();

    expect(cards()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("keep the cards that a room has of them from before", async () => {
    delete world.room.summarise;
    await come(8);
    await allShown();
    room = summarising(world.room);
    for (const incident of await world.incidents()) await acknowledged(incident);
    await allShown();

    const words = { id: "a", text: "Still firing.", loud: false };
    for (const each of await world.incidents())
      expect(await saidInSummary(world.watch, world.room, each, words)).toEqual({ kind: "alone" });
    expect(room.drawn).toEqual([]);
    expect(world.room.shown.slice(8).every(({ ref }) => ref !== null)).toBe(true);
  });
});

test("hundreds of different alerts at once are twenty cards and one summary of all", async () => {
  const alerts = Array.from({ length: 120 }, (_, n) => `alert-${n}`);
  await world.signals(...alerts.map((alert) => ({ alert, severity: "warning" as const })));
  await world.foldAll();
  await allShown();
  await come(1, "database-down", { severity: "critical" });
  await allShown();

  expect(cards()).toHaveLength(21);
  expect(world.room.shown.at(-1)!.number).toBe(121);
  expect(last()).toMatchObject({
    alert: null,
    title: "Incidents of many alerts",
    severity: "warning",
    total: 100,
    steps: null,
    playbookUrl: null,
    url: "http://watch.test/incidents",
  });
  expect(last().newest).toHaveLength(10);
});

describe("a summary", () => {
  async function storm(count = 8): Promise<readonly Incident[]> {
    await come(count, BACKLOG, { severity: "critical" });
    await allShown();
    return members();
  }

  test("is drawn again five seconds later at the earliest, however often it changes", async () => {
    const [first, second] = await storm();
    await acknowledged(first!);
    await allShown();
    passes(4 * SECOND);
    await acknowledged(second!, "ben", "Ben");
    await allShown();
    expect(room.drawn).toHaveLength(1);
    passes(SECOND);
    await allShown();

    expect(room.drawn).toHaveLength(2);
    expect(last()).toMatchObject({ triggered: 1, acknowledged: 2, acknowledgedBy: ["Ben", "Ana"] });
    expect(last().newest.map(({ number }) => number)).toEqual([8, 7, 6]);
    await allShown();
    expect(room.drawn).toHaveLength(2);
  });

  test("is drawn within a second when nobody is needed any more, and once more when all is over", async () => {
    const all = await storm();
    for (const member of all) await acknowledged(member);
    passes(SECOND);
    await allShown();
    expect(last()).toMatchObject({
      triggered: 0,
      acknowledged: 3,
      callsAt: null,
      standing: "Ana has what is left.",
    });
    passes(SECOND);
    await resolved(all);
    await allShown();

    expect(last()).toMatchObject({
      triggered: 0,
      acknowledged: 0,
      resolved: 3,
      severity: "critical",
      standing: "All of it is over.",
      steps: null,
    });
    expect(await world.redis.zcard(`${world.keys.prefix}storms:room:dirty`)).toBe(0);
  });

  test("shows those that need somebody before newer ones that do not", async () => {
    const all = await storm(18);
    for (const member of all.slice(3)) await acknowledged(member);
    passes(5 * SECOND);
    await allShown();

    const newest = [...all.slice(0, 3).toReversed(), ...all.slice(3).toReversed()].slice(0, 10);
    expect(last().newest.map(({ number }) => number)).toEqual(newest.map(({ number }) => number));
  });

  test("that does not arrive is tried again, looked for first, with all that came meanwhile", async () => {
    room.answer = () => ({ ...DOWN, reason: "timeout" });
    await come(8);
    await allShown();
    expect(await world.watch.cards.failingSince("room")).toBe(NOON);
    await come(2);
    await allShown();
    room.answer = null;
    passes(2 * SECOND);
    await allShown();

    expect(room.drawn).toHaveLength(1);
    expect(room.drawn[0]!.shown).toEqual({ ref: null, isUncertain: true });
    expect(last().total).toBe(5);
    expect(await world.watch.cards.failingSince("room")).toBeNull();
  });

  test("that is refused is not tried again before a minute is over, unless somebody asks for longer", async () => {
    room.answer = () => REFUSED;
    await storm();
    room.answer = null;
    passes(59 * SECOND);
    await allShown();
    expect(room.drawn).toEqual([]);
    passes(SECOND);
    await allShown();

    expect(room.drawn).toHaveLength(1);
  });

  test("is in one hand at a time, and takes up afterwards what changed meanwhile", async () => {
    const other = world.process("second");
    let waiting!: () => void;
    const posted = new Promise<void>((resolve) => (waiting = resolve));
    await come(8);
    await showCards(world.watch);
    room.answer = () => posted.then(() => null);
    const first = showSummaries(world.watch, world.room);
    await come(4);
    while ((await showCards(other)) > 0);
    expect(await showSummaries(other, world.room)).toBe(0);
    waiting();
    await first;
    expect(room.drawn.map(({ summary }) => summary.total)).toEqual([3]);
    passes(5 * SECOND);
    await showSummaries(other, world.room);

    expect(room.drawn.map(({ summary }) => summary.total)).toEqual([3, 7]);
  });

  test("follows members that change again and again, by either of two workers, and counts each once", async () => {
    const other = world.process("second");
    await come(40);
    await Promise.all([allShown(world.watch), allShown(other)]);
    const all = await members();
    for (const member of all.slice(0, 10)) await acknowledged(member);
    await Promise.all([allShown(world.watch), allShown(other)]);
    await resolved(all.slice(5, 20));
    await Promise.all([allShown(world.watch), allShown(other)]);
    passes(5 * SECOND);
    await allShown();

    expect(cards()).toHaveLength(5);
    expect(last()).toMatchObject({ total: 35, triggered: 15, acknowledged: 5, resolved: 15 });
    expect(last().acknowledgedBy).toEqual(["Ana"]);
  });
});

test("what was over long before a room could be told makes no summary there", async () => {
  await come(8);
  await resolved(await world.incidents());
  passes(HOUR + SECOND);
  const { cards: records } = world.watch;
  await showCards({ ...world.watch, cards: { ...records, take: async () => [] } });
  await showSummaries(world.watch, world.room);

  expect(world.room.shown).toEqual([]);
  expect(room.drawn).toEqual([]);
  expect(await world.redis.zcard(world.keys.cards("room"))).toBe(0);
});

test("a summary has a loop of its own: told by the store, it is drawn beside a card that hangs", async () => {
  const heard = world.redis.duplicate();
  await heard.subscribe(world.keys.nudge);
  const loops = createRoomLoops(world.watch, (name, run) =>
    createLoop({ name, log: world.log, everyMs: MINUTE, run }),
  );
  heard.on("message", (_, word: string) => loops.heard(word));
  let release = (): void => undefined;
  const hanging = new Promise<null>((resolve) => {
    release = () => resolve(null);
  });
  world.room.answer = () => hanging;
  for (const each of loops.all) each.start();
  await come(8);
  await until("the summary is drawn", 5_000, () => room.drawn.length === 1);

  expect(world.room.shown).toEqual([]);
  release();
  await Promise.all(loops.all.map((each) => each.stop()));
  heard.disconnect();
});

describe("a crash", () => {
  test("between counting an incident and noting that counts it once", async () => {
    await come(7);
    const incidents = await world.incidents();
    const crashing = {
      ...world.watch,
      cards: { ...world.watch.cards, done: () => Promise.reject(new Error("crashed")) },
    };
    await expect(countInSummaries(crashing, world.room, incidents)).rejects.toThrow("crashed");
    await expect(countInSummaries(crashing, world.room, incidents)).rejects.toThrow("crashed");
    await allShown();

    expect(cards()).toEqual([1, 2, 3, 4, 5]);
    expect(last()).toMatchObject({ total: 2, triggered: 2 });
  });

  test("between placing an incident and counting it leaves it where it was placed", async () => {
    await come(7);
    const incidents = await world.incidents();
    const crashing = {
      ...world.watch,
      storms: { ...world.watch.storms, count: () => Promise.reject(new Error("crashed")) },
    };
    await expect(countInSummaries(crashing, world.room, incidents)).rejects.toThrow("crashed");
    await resolved(incidents.slice(5));
    passes(2 * HOUR);
    await allShown();

    expect(cards()).toEqual([1, 2, 3, 4, 5]);
    expect(last()).toMatchObject({ total: 2, resolved: 2 });
  });
});

test("an older state of an incident is not counted over a newer one", async () => {
  await come(6);
  const old = (await world.incidents())[5]!;
  await allShown();
  await acknowledged(old);
  await allShown();
  await countInSummaries(world.watch, world.room, [old]);

  const { counts } = (await world.watch.storms.find(last().id))!;
  expect(counts.filter(({ count }) => count > 0)).toEqual([
    { status: "acknowledged", severity: "critical", count: 1 },
  ]);
});

test("of two who place incidents at once, the slower looks again", async () => {
  await come(7);
  const { storms } = world.watch;
  const incidents = await world.incidents();
  const { revision } = await storms.look("room", incidents);
  const place = { kind: "card", isFirst: true } as const;
  const placed = (index: number): Promise<boolean> =>
    storms.place("room", revision, [{ incident: incidents[index]!, place }]);

  expect([await placed(0), await placed(1)]).toEqual([true, false]);
});

test("an incident that comes to be shown alone is counted all the same", async () => {
  const { watch } = world;
  const oneByOne = { ...watch, storms: { ...watch.storms, takeShared: async () => [] } };
  await come(7);
  await allShown(oneByOne);
  expect(cards()).toHaveLength(5);
  const [member] = await members();
  await acknowledged(member!);
  passes(5 * SECOND);
  await allShown(oneByOne);

  expect(cards()).toHaveLength(5);
  expect(last()).toMatchObject({ total: 2, triggered: 1, acknowledged: 1 });
});

test("what is to be drawn again although it did not change draws its summary once more", async () => {
  await come(7);
  await allShown();
  for (const { id } of await members()) await world.watch.cards.again("room", id);
  await showCards(world.watch);
  passes(5 * SECOND);
  await allShown();

  expect(room.drawn).toHaveLength(2);
  expect(await world.redis.zcard(world.keys.cards("room"))).toBe(0);
});

describe("who acknowledges a summary", () => {
  const act = (): SummaryAct => ({
    person: person("ana"),
    summary: last().id,
    room: "room",
    at: world.clock.now(),
  });

  test("has every incident of it that needs somebody, and can give them back", async () => {
    const inward = createInward(world.watch);
    await come(130);
    await allShown();
    const all = await members();
    await resolved(all.slice(0, 5));
    await acknowledged(all[10]!, "ben", "Ben");
    await allShown();

    const answer = await inward.acknowledgedAll(act());
    passes(5 * SECOND);
    await allShown();

    expect(answer).toEqual({
      text: "Ana has 119 incidents of queue-backlog.",
      toAll: true,
      subject: null,
    });
    expect(last()).toMatchObject({ triggered: 0, acknowledged: 120, resolved: 5 });
    expect(last().acknowledgedBy).toEqual(["Ana", "Ben"]);
    expect(await inward.acknowledgedAll(act())).toMatchObject({ toAll: false });

    expect(await inward.unacknowledgedAll({ ...act(), person: person("ben") })).toBeNull();
    const back = await inward.unacknowledgedAll(act());
    passes(5 * SECOND);
    await allShown();

    expect(back?.text).toBe("Ana no longer has 119 incidents of queue-backlog.");
    expect(last()).toMatchObject({ triggered: 119, acknowledged: 1, resolved: 5 });
    expect(last().acknowledgedBy).toEqual(["Ben"]);
    expect((await world.incidents())[0]!.status).toBe("triggered");
  });

  test("is told nothing when there is no such summary", async () => {
    const inward = createInward(world.watch);
    const unknown = { person: person("ana"), summary: "gone", room: "room", at: NOON };

    expect(await inward.acknowledgedAll(unknown)).toBeNull();
    expect(await inward.unacknowledgedAll(unknown)).toBeNull();
  });
});

describe("what is said of an incident", () => {
  const said = async (incident: Incident, id: string, loud: boolean): Promise<string> =>
    (
      await saidInSummary(world.watch, world.room, incident, {
        id,
        text: "Nobody can be called.",
        loud,
      })
    ).kind;

  test("is said alone of one with a card, and once for all that share a summary", async () => {
    await come(8);
    await allShown();
    const [first, , , , , sixth, seventh] = await world.incidents();

    expect(await said(first!, "1", false)).toBe("alone");
    expect(await said(sixth!, "6", false)).toBe("left-out");
    expect(await said(sixth!, "6", true)).toBe("together");
    expect(await said(seventh!, "7", true)).toBe("left-out");
    expect(await said(sixth!, "6", true)).toBe("together");
    delete world.room.summarise;
    expect(await said(seventh!, "7", true)).toBe("alone");
  });

  test("is said in the summary's thread without a number, loud once, and else not at all", async () => {
    const { watch } = world;
    const told: Saying[] = [];
    world.room.say = (saying) => {
      told.push(saying);
      return Promise.resolve({ outcome: "posted", ref: saying.id });
    };
    await come(8);
    await showCards(watch);
    const [first, , , , , sixth, seventh, eighth] = await world.incidents();
    const add = (id: string, incident: Incident, text: string, loud: boolean): Promise<void> =>
      watch.sayings.add({ v: 1, id, incident: incident.id, text, loud });
    await add("1", first!, "Still firing.", false);
    await add("5", sixth!, "Nothing is set up.", true);
    while ((await speak(watch, world.room)) > 0);
    await allShown();
    await add("6", sixth!, "Nobody can be called.", true);
    await add("7", seventh!, "Nobody can be called.", true);
    await add("8", eighth!, "Still firing.", false);
    while ((await speak(watch, world.room)) > 0);

    expect(told.map(({ text, incident, summary }) => ({ text, incident, summary }))).toEqual([
      { text: "#1: Still firing.", incident: 1, summary: undefined },
      { text: "#6: Nothing is set up.", incident: 6, summary: undefined },
      { text: "Nobody can be called.", incident: null, summary: `s-${last().id}` },
    ]);
    expect(await watch.sayings.take("room", NOON + MINUTE, 1)).toBeNull();
  });

  test("goes where the summary was posted", async () => {
    await come(6);
    const sixth = (await world.incidents())[5]!;
    const words = { id: "a", text: "Nobody can be called.", loud: true };
    await allShown();

    expect(await saidInSummary(world.watch, world.room, sixth, words)).toEqual({
      kind: "together",
      ref: `s-${last().id}`,
    });
  });
});

describe("an incident of long ago", () => {
  async function tidied(): Promise<void> {
    const records = createTidyRecords(world.redis, world.keys, recordReader());
    const tidying = createTidying(world.watch, records, { samplesMaxMb: 256 });
    while (await tidying.step());
  }

  test("leaves its summary, and the summary goes with its last one", async () => {
    await come(7);
    await allShown();
    const incidents = await world.incidents();
    const { id } = last();
    await resolved(incidents.slice(0, 6));
    await allShown();
    passes(KEEP_INCIDENTS_MS / 2);
    await resolved(incidents.slice(6));
    await allShown();
    passes(KEEP_INCIDENTS_MS / 2 + MINUTE);
    await tidied();

    expect(await world.watch.storms.find(id)).toMatchObject({ newest: [incidents[6]!.id] });
    expect((await world.watch.storms.find(id))!.counts.reduce((a, b) => a + b.count, 0)).toBe(1);
    passes(KEEP_INCIDENTS_MS / 2);
    await tidied();

    expect(await world.watch.storms.find(id)).toBeNull();
    expect(await world.redis.keys(`${world.keys.prefix}summary:*`)).toEqual([]);
    expect(await world.redis.hlen(`${world.keys.prefix}storms:room:placed`)).toBe(0);
    expect(await world.redis.hlen(`${world.keys.prefix}storms:room:newest`)).toBe(0);
  });
});

test("a restored summary counts what its incidents say, whatever it had counted", async () => {
  await come(8);
  await allShown();
  const { id } = last();
  const all = await members();
  await acknowledged(all[0]!);
  const lines: string[] = [];
  for await (const line of backupLines(world.redis, world.keys.prefix, "now")) lines.push(line);
  const { redis, keys } = world;
  const gone = keys.incident(all[2]!.id);
  const reading = (async function* () {
    for (const line of lines.slice(1))
      if (!line.includes(gone.slice(keys.prefix.length))) yield line;
  })();
  const parts = { redis, keys, reader: recordReader(), clock: world.clock };
  await fillStore(parts, reading, () => Promise.resolve(world.clock));
  passes(5 * SECOND);
  await allShown();

  expect(last()).toMatchObject({ id, total: 2, triggered: 1, acknowledged: 1 });
  expect(room.drawn.at(-1)!.shown.ref).toBe(`s-${id}`);
});
