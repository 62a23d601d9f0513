import { expect, it } from "vitest";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeBook } from "../support/book.ts";
import { temporaryFolder } from "../support/folder.ts";
import { outside } from "../support/outside.ts";
import {
  aPrivateRedis,
  aSharedRedis,
  aWatchroom,
  freePort,
  SECRET,
  type Program,
} from "../support/processes.ts";
import { until } from "../support/until.ts";

/** Without a comma, which would make it two. */
const OTHER = "another secret of nobody else";

async function status(base: string, path: string, method = "GET"): Promise<number> {
  const body = method === "POST" ? { body: "{}" } : {};
  return fetch(base + path, { method, ...body }).then(
    ({ status }) => status,
    () => 0,
  );
}

const ready = (base: string, wanted: number): Promise<true> =>
  until(`/readyz says ${wanted}`, 20_000, async () => (await status(base, "/readyz")) === wanted);

/** On time, and as one who was asked to. */
async function expectToEndWell(program: Program, by?: NodeJS.Signals): Promise<void> {
  const { end, tookMs } = await program.stop(by);
  expect([program.name, end]).toEqual([program.name, 0]);
  expect(tookMs).toBeLessThan(10_000);
}

it("web and worker start without their store, say so, go on when it comes, and end in time whatever it does", async () => {
  const folder = temporaryFolder();
  const redis = aSharedRedis(folder);
  const ports = [await freePort(), await freePort()];
  const [base = "", other = ""] = ports.map((port) => `http://127.0.0.1:${port}`);
  const env = {
    REDIS_URL: redis.socket,
    WATCHROOM_SECRET: `${OTHER},${SECRET}`,
    PLAYBOOKS_DIR: writeBook(folder),
  };
  const webs = ports.map((port, n) =>
    aWatchroom(`web ${n}`, "web", { ...env, WATCHROOM_SECRET: SECRET, PORT: String(port) }),
  );
  const workers = [1, 2].map((n) =>
    aWatchroom(`worker ${n}`, "worker", { ...env, WATCHROOM_SECRET: SECRET }),
  );
  const [web, second] = webs as [Program, Program];
  for (const program of [...webs, ...workers]) await program.start();
  const lonely = aWatchroom("lonely", "worker", env);
  await lonely.start();

  await ready(base, 503);
  expect(await status(base, "/healthz")).toBe(200);
  for (const path of ["/", "/api/v1/incidents", "/room/me", "/nothing"])
    expect([path, await status(base, path)]).toEqual([path, 503]);
  expect(await status(base, "/api/v1/signals", "POST")).toBe(503);
  await until("it waits for its store", 20_000, () => lonely.log().includes("redis is away"));
  await expectToEndWell(lonely, "SIGINT");

  await redis.start();
  await ready(base, 200);
  await ready(other, 200);
  const room = outside(other);
  await room.post("/room/join", { name: "Ana" });
  const heard: string[] = [];
  await room.stream("/room/stream", (event) => heard.push(event));
  await until("Ana's page is open", 5_000, () => heard.includes("hello"));
  await expectToEndWell(second);
  await expectToEndWell(workers[0]!);

  const stranger = aWatchroom("stranger", "worker", { ...env, WATCHROOM_SECRET: OTHER });
  await stranger.start();
  expect(await stranger.ended()).toBe(78);
  expect(stranger.log()).toMatch(/made under another secret[^]*--accept-new-secret/);
  expect(stranger.log()).not.toContain(OTHER);
  const rotating = aWatchroom("rotating", "worker", env);
  await rotating.start();
  await until("it runs", 20_000, () => rotating.log().includes("watchroom is running"));
  await stranger.start();
  await until("the new one is known", 20_000, () => stranger.log().includes("is running"));

  redis.freeze();
  await ready(base, 503);
  await Promise.all([web, workers[1]!, rotating, stranger].map((each) => expectToEndWell(each)));
});

it("start ends its own store too, a second signal ends it at once, and a lost secret can be accepted", async () => {
  const data = temporaryFolder();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const redis = aPrivateRedis(data);
  const env = {
    WATCHROOM_DATA: data,
    PORT: String(port),
    PLAYBOOKS_DIR: writeBook(data),
  };
  const all = aWatchroom("start", "start", env);
  await all.start();
  await ready(base, 200);
  await expectToEndWell(all);

  await rm(join(data, "secret"));
  await all.start();
  expect(await all.ended()).toBe(78);
  const anew = aWatchroom("anew", "start", env, ["--accept-new-secret"]);
  await anew.start();
  await ready(base, 200);
  await redis.freeze();
  const first = anew.stop();
  await until("it is stopping", 5_000, () => anew.log().includes('"stopping"'));
  const second = await anew.stop("SIGINT");

  expect(second.end).toBe("SIGINT");
  expect(second.tookMs).toBeLessThan(2_000);
  expect((await first).end).toBe("SIGINT");
});
