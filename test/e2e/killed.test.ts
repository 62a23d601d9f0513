import { env } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFailed } from "vitest";
import { writeBook } from "../support/book.ts";
import { createChance, type Chance } from "../support/chance.ts";
import { temporaryFolder } from "../support/folder.ts";
import { killAtRandom, type Victim } from "../support/killings.ts";
import {
  outside,
  type ApiDelivery,
  type ApiIncidentDetail,
  type ApiPage,
  type Outside,
} from "../support/outside.ts";
import {
  aPrivateRedis,
  aSharedRedis,
  aWatchroom,
  freePort,
  SECRET,
  type Program,
} from "../support/processes.ts";
import { quickBook } from "../support/quick-book.ts";
import { startSending, type Accepted } from "../support/sender.ts";

const CRITICAL = "builds-queue-backlog";
const WARNING = "builds-slow";
const AFTER_MS = 12_000;
const BOOK = quickBook({ afterMs: AFTER_MS, later: ["sms"] });
const SOON_ENOUGH_MS = 30_000;
/** A page that was on its way when somebody acknowledged. */
const IN_FLIGHT_MS = 2_000;

interface Scene {
  readonly url: string;
  readonly victims: readonly Victim[];
  readonly programs: readonly Program[];
  readonly kills: number;
}

it("one process and its Redis, killed again and again, lose no signal, call for each, and call for none twice", async () => {
  const data = temporaryFolder();
  const port = await freePort();
  const redis = aPrivateRedis(data);
  const all = aWatchroom("start", "start", {
    WATCHROOM_DATA: data,
    PORT: String(port),
    PLAYBOOKS_DIR: writeBook(data, BOOK),
  });
  await all.start();
  // Whoever started it starts it again.
  const supervised: Victim = {
    name: "redis",
    isRunning: true,
    kill: redis.kill,
    start: () => Promise.resolve(),
  };

  await expectNothingLost({
    url: `http://127.0.0.1:${port}`,
    victims: [all, supervised],
    programs: [all],
    kills: 9,
  });
});

it("processes that share a Redis, killed again and again with it, lose no signal, call for each, and call for none twice", async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const redis = aSharedRedis(folder);
  const shared = {
    REDIS_URL: redis.socket,
    WATCHROOM_SECRET: SECRET,
    PLAYBOOKS_DIR: writeBook(folder, BOOK),
  };
  const web = aWatchroom("web", "web", { ...shared, PORT: String(port) });
  const workers = [1, 2].map((n) => aWatchroom(`worker ${n}`, "worker", shared));
  const programs = [redis, web, ...workers];
  for (const program of programs) await program.start();

  await expectNothingLost({
    url: `http://127.0.0.1:${port}`,
    victims: programs,
    programs,
    kills: 11,
  });
});

async function expectNothingLost({ url, victims, programs, kills }: Scene): Promise<void> {
  const seed = Number(env["SEED"] ?? Math.floor(Math.random() * 1e9));
  const story: string[] = [];
  onTestFailed(() =>
    console.error(
      [`SEED=${seed} kills the same again.`, ...story, ...programs.map(lastLines)].join("\n"),
    ),
  );
  const room = outside(url);
  await room.untilReady();
  await room.standsBy("Ana");
  const sender = startSending(url, (n) => (n % 10 === 0 ? WARNING : CRITICAL));
  const taking = takeSome(room, createChance(seed + 1));

  await killAtRandom({
    victims,
    times: kills,
    chance: createChance(seed),
    busy: () => sender.next(),
    story,
  });
  await room.untilReady();
  await Promise.all([sender.stop(), taking.stop()]);
  const calm = Date.now();
  const incidents = await settled(room, calm);

  expect(sender.strange).toEqual([]);
  expect(sender.kept).toBeGreaterThan(0);
  expect(taking.taken()).toBeGreaterThan(0);
  expectOneEach(incidents, sender.accepted);
  expectCalled(incidents, await room.phone());
  expectInTime(incidents, calm);
  expectNoneTwice(incidents);
}

/** Somebody who takes an open incident every now and then, whenever watchroom answers. */
function takeSome(room: Outside, chance: Chance): { stop(): Promise<void>; taken(): number } {
  const ending = new AbortController();
  let taken = 0;
  const takeOne = async (): Promise<void> => {
    const open = (await room.incidents()).filter(
      ({ status, alert }) => status === "triggered" && alert === CRITICAL,
    );
    if (open.length === 0) return;
    const { status } = await room.post(`/api/v1/incidents/${chance.one(open).number}/acknowledge`, {
      by: "Ana",
    });
    if (status === 200) taken += 1;
  };
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      // Whoever should answer may have been killed; the next time comes.
      await takeOne().catch(() => undefined);
      await pause(400);
    }
  };
  const running = run();
  return {
    taken: () => taken,
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/** Everything that is known once the last step that is due has begun, or could have for long. */
async function settled(room: Outside, calm: number): Promise<readonly ApiIncidentDetail[]> {
  const isDone = async (): Promise<boolean> => {
    const all = await room.incidents();
    return all.every(
      ({ status, severity, escalation }) =>
        severity !== "critical" || status !== "triggered" || escalation.step >= 2,
    );
  };
  const end = calm + AFTER_MS + SOON_ENOUGH_MS;
  while (Date.now() < end && !(await isDone())) await pause(200);
  const all: ApiIncidentDetail[] = [];
  for (const { number } of await room.incidents()) all.push(await room.incident(number));
  return all;
}

function expectOneEach(
  incidents: readonly ApiIncidentDetail[],
  accepted: readonly Accepted[],
): void {
  const opened = incidents.map(({ alert, labels }) => `${alert} ${labels["n"]}`);
  expect(opened.toSorted()).toEqual(accepted.map(({ alert, n }) => `${alert} ${n}`).toSorted());
  const numbers = incidents.map(({ number }) => number).toSorted((a, b) => a - b);
  expect(numbers).toEqual(incidents.map((_, index) => index + 1));
}

/** Critical ones ring unless somebody has them; others never do. */
function expectCalled(incidents: readonly ApiIncidentDetail[], phone: readonly ApiPage[]): void {
  const shown = new Set(
    phone.filter(({ notifier }) => notifier === "push").flatMap((page) => page.incidents),
  );
  expect(stillOpen(incidents).filter(({ number }) => !shown.has(number))).toEqual([]);
  expect(
    incidents.filter(({ alert, deliveries }) => alert === WARNING && deliveries.length > 0),
  ).toEqual([]);
}

function expectInTime(incidents: readonly ApiIncidentDetail[], calm: number): void {
  const late = stillOpen(incidents).flatMap((incident) => {
    const called = Date.parse(sentBy(incident, "push")[0]?.at ?? "never");
    const [first, second] = [1, 2].map((step) =>
      Date.parse(
        incident.timeline.find(({ text }) => text.startsWith(`round 1, step ${step}:`))?.at ??
          "never",
      ),
    );
    const isInTime =
      called <= calm + SOON_ENOUGH_MS &&
      second! <= Math.max(calm, first! + AFTER_MS) + SOON_ENOUGH_MS;
    return isInTime ? [] : [incident];
  });
  expect(late).toEqual([]);
}

function expectNoneTwice(incidents: readonly ApiIncidentDetail[]): void {
  const calledTwice = incidents.filter((incident) =>
    ["push", "sms"].some(
      (notifier) => new Set(sentBy(incident, notifier).map(({ page }) => page)).size > 1,
    ),
  );
  expect(calledTwice).toEqual([]);
  const steppedTwice = incidents.filter(({ timeline }) => {
    const steps = timeline
      .filter(({ kind }) => kind === "escalated")
      .map(({ text }) => text.split(":")[0]);
    return new Set(steps).size < steps.length;
  });
  expect(steppedTwice).toEqual([]);
  const calledAfterAll = incidents.filter(({ acknowledgedAt, deliveries }) => {
    const end = acknowledgedAt === null ? Infinity : Date.parse(acknowledgedAt) + IN_FLIGHT_MS;
    return deliveries.some(({ at }) => Date.parse(at) > end);
  });
  expect(calledAfterAll).toEqual([]);
}

function stillOpen(incidents: readonly ApiIncidentDetail[]): readonly ApiIncidentDetail[] {
  return incidents.filter(
    ({ status, severity }) => status === "triggered" && severity === "critical",
  );
}

function sentBy({ deliveries }: ApiIncidentDetail, notifier: string): readonly ApiDelivery[] {
  return deliveries.filter(
    (delivery) => delivery.notifier === notifier && delivery.outcome === "sent",
  );
}

function lastLines(program: Program): string {
  const lines = program
    .log()
    .split("\n")
    .filter((line) => !line.includes('"level":"info"'));
  return [`--- ${program.name}`, ...lines.slice(-15).map((line) => line.slice(0, 600))].join("\n");
}
