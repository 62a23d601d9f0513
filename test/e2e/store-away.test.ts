import { expect, it } from "vitest";
import { writeBook } from "../support/book.ts";
import { temporaryFolder } from "../support/folder.ts";
import { outside, type Outside } from "../support/outside.ts";
import { aSharedRedis, aWatchroom, freePort, SECRET, type Program } from "../support/processes.ts";
import { quickBook } from "../support/quick-book.ts";
import { until } from "../support/until.ts";

const ABOUT_TWO_SECONDS_MS = 2_500;
const ALERT = "builds-queue-backlog";

interface Scene {
  readonly room: Outside;
  readonly redis: Program;
  readonly ours: readonly Program[];
}

async function aSharedStore(): Promise<Scene> {
  const folder = temporaryFolder();
  const port = await freePort();
  const redis = aSharedRedis(folder);
  const shared = {
    REDIS_URL: redis.socket,
    WATCHROOM_SECRET: SECRET,
    PLAYBOOKS_DIR: writeBook(folder, quickBook({ afterMs: 8_000, later: ["sms"] })),
  };
  const web = aWatchroom("web", "web", { ...shared, PORT: String(port) });
  const ours = [web, ...[1, 2].map((n) => aWatchroom(`worker ${n}`, "worker", shared))];
  for (const program of [redis, ...ours]) await program.start();
  const room = outside(`http://127.0.0.1:${port}`);
  await room.untilReady();
  return { room, redis, ours };
}

/** A status, and how long it took to come. */
async function ask(
  room: Outside,
  path: string,
  body?: object,
): Promise<{ status: number; retryAfter: string | null; tookMs: number }> {
  const begun = performance.now();
  const response = await fetch(
    room.base + path,
    body
      ? {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }
      : {},
  );
  await response.text();
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    tookMs: performance.now() - begun,
  };
}

/** What callers are told while there is no answer from the store, and how fast. */
async function expectRefused(room: Outside): Promise<void> {
  const signal = { alert: ALERT, status: "firing", labels: { n: "2" } };
  const answers = [await ask(room, "/api/v1/signals", signal), await ask(room, "/readyz")];
  expect(answers.map(({ status }) => status)).toEqual([503, 503]);
  expect(Number(answers[0]?.retryAfter)).toBeGreaterThan(0);
  expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(ABOUT_TWO_SECONDS_MS);
  expect((await ask(room, "/healthz")).status).toBe(200);
}

/** Ana is called, and the store goes and comes back; Bob watches. */
async function expectToGoOn(
  { room, ours }: Scene,
  goes: () => Promise<void>,
  comes: () => Promise<void>,
): Promise<void> {
  await room.standsBy("Ana");
  await room.signal(ALERT, "1");
  await until("Ana is called", 10_000, async () => (await room.phone()).length === 1);
  const bob = outside(room.base);
  await bob.post("/room/join", { name: "Bob" });
  const heard: string[] = [];
  const close = await bob.stream("/room/stream", (event) => heard.push(event));
  await until("Bob's page is open", 5_000, () => heard.includes("hello"));

  await goes();
  await expectRefused(room);
  await until("the page says that there is trouble", 10_000, () => heard.includes("trouble"));
  await expectRefused(room);
  expect(heard).not.toContain("recovered");

  await comes();
  await until("the page says that it is over", 10_000, () => heard.includes("recovered"));
  await until("it is ready again", 5_000, async () => (await ask(room, "/readyz")).status === 200);
  await room.signal(ALERT, "2");
  await until("both are on the phone, and the first by sms too", 30_000, async () => {
    const pages = await room.phone();
    const on = (notifier: string): readonly number[] =>
      pages.filter((page) => page.notifier === notifier).flatMap(({ incidents }) => incidents);
    return [1, 2].every((number) => on("push").includes(number)) && on("sms").includes(1);
  });
  // A request that was refused for lack of an answer may have been taken in all the same: then it has joined.
  expect((await room.incidents()).map(({ labels }) => labels["n"])).toEqual(["2", "1"]);
  expect(ours.map(({ isRunning }) => isRunning)).toEqual([true, true, true]);
  close();
}

it("a store that is away is said at once, and everything goes on by itself when it is back", async () => {
  const scene = await aSharedStore();

  await expectToGoOn(scene, scene.redis.kill, scene.redis.start);
});

it("a store that does not answer is as one that is away", async () => {
  const scene = await aSharedStore();

  await expectToGoOn(
    scene,
    async () => scene.redis.freeze(),
    async () => scene.redis.thaw(),
  );
});
