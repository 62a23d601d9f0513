import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { env, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { keysFor } from "../../src/store/keys.ts";
import { createPeopleRecords } from "../../src/store/people.ts";
import { startPrivateRedis } from "../../src/store/private-redis.ts";
import { feelPulse } from "../../src/store/redis-socket.ts";
import { writeBook } from "../support/book.ts";
import { recordReader } from "../support/reader.ts";
import { temporaryFolder } from "../support/folder.ts";
import { person } from "../support/in-memory-watch.ts";
import { recordedLog } from "../support/quiet-log.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const PREFIX = "{test}:";

describe("a rehearsal in the room", () => {
  let watch: Harness;
  let ana: Member;

  beforeEach(async () => {
    watch = await startWatchroom();
    ana = await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  /** All but what is said in the room, and who looks at it. */
  const store = async (): Promise<unknown> => {
    const keys = (await watch.redis.keys("*")).filter(
      (key) => !/:(room|lease|bull|clock|intake)\b/.test(key),
    );
    return Promise.all(
      keys.toSorted().map(async (key) => [key, (await watch.redis.dump(key)) ?? ""]),
    );
  };

  it("answers everybody, changes nothing and tells nobody", async () => {
    await watch.fire("builds-slow");
    await watch.room.expectCard(/Builds are slow/);
    const before = await store();

    await ana.says("@watchroom rehearse build queue at sun 03:00");

    await watch.room.expectMessage(
      /^Rehearsal, nobody is told: builds-queue-backlog fires at Sun 7 Jun 03:00 \(UTC\).*03:35 Ana by push, sms and voice/s,
    );
    expect(await store()).toEqual(before);
    await watch.phone("ana").expectNothing();
    await watch.advance({ minutes: 5 });
    await watch.phone("ana").expectNothing();
  });
});

describe("a rehearsal on the command line", () => {
  interface Ended {
    readonly code: number;
    readonly out: string;
    readonly said: string;
  }

  const run = (settings: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const child = execFile(
        execPath,
        [MAIN, "rehearse", ...args],
        {
          env: {
            PATH: env["PATH"],
            WATCHROOM_ZONE: "UTC",
            WATCHROOM_PREFIX: PREFIX,
            ...settings,
          },
        },
        (_error, out, said) => resolve({ code: child.exitCode ?? -1, out, said }),
      );
    });

  const joins = async (socket: string, ...handles: readonly string[]): Promise<void> => {
    const redis = new Redis(socket);
    for (const handle of handles)
      await createPeopleRecords(redis, keysFor(PREFIX), recordReader()).add(person(handle));
    redis.disconnect();
  };

  it("works beside whoever runs, and fails when nobody would be reached or the alert is not known", async () => {
    const folder = temporaryFolder();
    const settings = { WATCHROOM_DATA: folder, PLAYBOOKS_DIR: writeBook(folder) };
    const redis = await startPrivateRedis({ folder, log: recordedLog() });
    onTestFinished(() => redis.stop());
    await joins(redis.socket, "ana");

    const [beside, silent, unknown] = await Promise.all([
      run(settings, "build", "queue", "--at", "sun 03:00"),
      run({ ...settings, WATCHROOM_PREFIX: "{other}:" }, "builds-queue-backlog"),
      run(settings, "builds-queue-backlok"),
    ]);

    expect(beside).toMatchObject({ code: 0, said: "" });
    expect(beside.out).toMatch(
      /^Nobody in the room +Somebody there, and no reaction\n03:00 posted in the room +03:00 posted in the room\n03:00 Ana by push: on call, first to have joined +03:10 Ana by push/m,
    );
    expect(silent).toMatchObject({
      code: 1,
      out: expect.stringContaining("Nobody would be reached: no responder has joined."),
    });
    expect(unknown).toEqual({
      code: 1,
      out: "",
      said: 'There is no alert named "builds-queue-backlok". Nearest: builds-queue-backlog.\n',
    });
    expect(await feelPulse(redis.socket, 500)).toBe("ready");
  });

  it("works alone, with the book as it is in the folder, and leaves no server behind", async () => {
    const folder = temporaryFolder();
    const before = await startPrivateRedis({ folder, log: recordedLog() });
    await joins(before.socket, "ana");
    await before.stop();

    const alone = await run(
      { WATCHROOM_DATA: folder, PLAYBOOKS_DIR: writeBook(folder) },
      "builds-queue-backlog",
      "--json",
    );

    expect(alone).toMatchObject({ code: 0, said: "" });
    expect(JSON.parse(alone.out)).toMatchObject({
      alert: "builds-queue-backlog",
      severity: "critical",
      silent: null,
      pretended: ["push", "sms", "voice"],
      empty: {
        lines: expect.arrayContaining([
          expect.objectContaining({ kind: "called", step: 1, name: "Ana", method: "push" }),
        ]),
      },
    });
    expect(await feelPulse(before.socket, 500)).toBe("absent");
  });

  it("says what to mend when the store does not answer, or no book can be read", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "redis"));
    const broken = writeBook(folder, { "a.md": "## A\n\n```yaml alert\nnme: a\n```\n" });

    const [away, book] = await Promise.all([
      run({ REDIS_URL: "redis://:s3cret@127.0.0.1:1" }, "host-disk-full"),
      run({ WATCHROOM_DATA: folder, PLAYBOOKS_DIR: broken }, "a"),
    ]);

    expect(away).toMatchObject({
      code: 78,
      said: expect.stringMatching(/^Redis does not answer: .*ECONNREFUSED/),
    });
    expect(away.said).not.toContain("s3cret");
    expect(book).toMatchObject({
      code: 78,
      said: expect.stringMatching(/^The book needs mending:\n.*^ {2}a\.md:4:1 .*nme.*\(/ms),
    });
  });
});
