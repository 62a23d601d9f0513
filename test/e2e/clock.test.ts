import { expect, it } from "vitest";
import { writeBook } from "../support/book.ts";
import { temporaryFolder } from "../support/folder.ts";
import { aMachineClock, type MachineClock } from "../support/machine-clock.ts";
import { outside, type ApiIncidentDetail, type Outside } from "../support/outside.ts";
import { aSharedRedis, aWatchroom, freePort, SECRET } from "../support/processes.ts";
import { quickBook } from "../support/quick-book.ts";
import { until } from "../support/until.ts";

const ALERT = "builds-queue-backlog";
const HOUR_MS = 3_600_000;
const AFTER_MS = 10_000;
const SOON_ENOUGH_MS = 30_000;

interface Scene {
  readonly room: Outside;
  readonly clock: MachineClock;
}

/** The processes and their Redis, all by one clock. */
async function onOneMachine(reopen: string): Promise<Scene> {
  const folder = temporaryFolder();
  const clock = aMachineClock(folder);
  const port = await freePort();
  const redis = aSharedRedis(folder, clock.env);
  const shared = {
    ...clock.env,
    REDIS_URL: redis.socket,
    WATCHROOM_SECRET: SECRET,
    PLAYBOOKS_DIR: writeBook(
      folder,
      quickBook({ afterMs: AFTER_MS, later: ["sms", "voice"], reopen }),
    ),
  };
  const web = aWatchroom("web", "web", { ...shared, PORT: String(port) });
  const workers = [1, 2].map((n) => aWatchroom(`worker ${n}`, "worker", shared));
  for (const program of [redis, web, ...workers]) await program.start();
  const room = outside(`http://127.0.0.1:${port}`);
  await room.untilReady();
  await room.standsBy("Ana");
  return { room, clock };
}

/** By the label that tells signals apart: which of several gets which number is not promised. */
async function incidentOf(room: Outside, n: string): Promise<ApiIncidentDetail> {
  const { number } = await until(`${n} has its incident`, SOON_ENOUGH_MS, async () =>
    (await room.incidents()).find(({ labels }) => labels["n"] === n),
  );
  return room.incident(number);
}

const pagesBy = ({ deliveries }: ApiIncidentDetail, notifier: string): number =>
  new Set(
    deliveries
      .filter((delivery) => delivery.notifier === notifier && delivery.outcome === "sent")
      .map(({ page }) => page),
  ).size;

/** Resolves with the instant, on a clock that nobody sets. */
async function untilPaged(
  room: Outside,
  n: string,
  notifier: string,
  withinMs: number,
): Promise<number> {
  await until(
    `${n} is told by ${notifier}`,
    withinMs,
    async () => pagesBy(await incidentOf(room, n), notifier) > 0,
  );
  return performance.now();
}

async function take(room: Outside, n: string): Promise<void> {
  const { number } = await incidentOf(room, n);
  const { status } = await room.post(`/api/v1/incidents/${number}/acknowledge`, { by: "Ana" });
  expect(status).toBe(200);
}

/**
 * Three wait for the next step; somebody takes one of them, and another, set back, as soon as the clock is set; then one more opens.
 * Answers how long after its push each of those that nobody has was told by sms.
 */
async function setClockDuringTheStory(
  { room, clock }: Scene,
  byMs: number,
): Promise<readonly number[]> {
  const firing = ["1", "2", "3"].map((n) => ({ alert: ALERT, status: "firing", labels: { n } }));
  expect((await room.post("/api/v1/signals", firing)).status).toBe(202);
  const first = await untilPaged(room, "1", "push", 10_000);
  await take(room, "2");
  // Set forward, its sms would be due at that moment, and could be faster than whoever takes it.
  if (byMs > 0) await take(room, "3");

  clock.set(byMs);
  if (byMs < 0) await take(room, "3");
  await room.signal(ALERT, "4");

  const smsAfter = async (n: string, pushed: number): Promise<number> =>
    (await untilPaged(room, n, "sms", pushed + AFTER_MS + SOON_ENOUGH_MS - performance.now())) -
    pushed;
  const afterMs = await Promise.all([
    smsAfter("1", first),
    untilPaged(room, "4", "push", SOON_ENOUGH_MS).then((pushed) => smsAfter("4", pushed)),
  ]);
  await until(
    "the first is at its third step",
    AFTER_MS + SOON_ENOUGH_MS,
    async () => (await incidentOf(room, "1")).escalation.step === 3,
  );
  return afterMs;
}

/** And that the clock that was set is the one that watchroom reads. */
async function expectNoneTwice({ room }: Scene, byMs: number): Promise<void> {
  const incidents = await Promise.all(["1", "2", "3", "4"].map((n) => incidentOf(room, n)));
  expect(
    incidents.map((incident) => [
      incident.status,
      pagesBy(incident, "push"),
      pagesBy(incident, "sms"),
    ]),
  ).toEqual([
    ["triggered", 1, 1],
    ["acknowledged", 1, 0],
    ["acknowledged", 1, 0],
    ["triggered", 1, 1],
  ]);
  const [first, , , last] = incidents.map(({ openedAt }) => Date.parse(openedAt));
  expect(Math.abs(last! - first! - byMs)).toBeLessThan(SOON_ENOUGH_MS);
}

it("a clock set back by an hour makes nothing late or early, and nothing come twice", async () => {
  // An instant that moves by the hour although it was set after that is over at once.
  const scene = await onOneMachine("40m");

  const smsAfterMs = await setClockDuringTheStory(scene, -HOUR_MS);

  expect(Math.min(...smsAfterMs)).toBeGreaterThan(AFTER_MS - 2_000);
  await expectNoneTwice(scene, -HOUR_MS);
});

it("a clock set forward by an hour makes nothing late, and nothing come twice", async () => {
  const scene = await onOneMachine("6h");

  await setClockDuringTheStory(scene, HOUR_MS);

  await expectNoneTwice(scene, HOUR_MS);
});
