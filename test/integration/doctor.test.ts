import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { diagnose } from "../../src/cli/doctor.ts";
import type { Line } from "../../src/cli/doctor/line.ts";
import { sayLines } from "../../src/cli/doctor/say-lines.ts";
import { surveyConfig } from "../../src/config.ts";
import { compileInProcess, writeBook } from "../support/book.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startRedis } from "../support/redis-server.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

function examined(env: Readonly<Record<string, string>>): Promise<readonly Line[]> {
  return diagnose(
    surveyConfig({ WATCHROOM_DATA: temporaryFolder(), WATCHROOM_PREFIX: "{test}:", ...env }),
    compileInProcess,
  );
}

const find = (lines: readonly Line[], what: string): readonly string[] =>
  lines.filter((line) => line.what === what).map(({ state, said }) => `${state} ${said}`);

describe("a half-configured machine", () => {
  it("is told every hole at once, and no secret", async () => {
    const lines = await examined({
      PORT: "1",
      HOST: "0.0.0.0",
      PUBLIC_URL: "http://user:sesame@127.0.0.1:1",
      REDIS_URL: "redis://:sesame@127.0.0.1:1",
      WATCHROOM_SECRET: "sesame",
      WATCHROOM_ZOEN: "UTC",
      NTFY_TOKEN: "sesame",
      SLACK_BOT_TOKEN: "sesame",
      PLAYBOOKS_DIR: "/nowhere",
    });

    expect(lines.filter(({ state }) => state === "fail").map(({ what }) => what)).toEqual([
      "environment",
      "environment",
      "environment",
      "environment",
      "environment",
      "store",
      "running",
      "reach",
    ]);
    for (const hole of [
      /WATCHROOM_SECRET needs/,
      /PLAYBOOKS_DIR is "\/nowhere"/,
      /Did you mean WATCHROOM_ZONE/,
      /NTFY_TOKEN is set without NTFY_URL/,
      /SLACK_BOT_TOKEN is set without/,
      /Redis at 127\.0\.0\.1:1 cannot be used: nobody listens there/,
      /Nobody answers at http:\/\/localhost:1\./,
      /guessed from this machine/,
      /opens on this machine only/,
      /No token may signal/,
      /HEARTBEAT_URL/,
      /Who would be called is not known/,
    ])
      expect(sayLines(lines)).toMatch(hole);
    expect(JSON.stringify(lines)).not.toContain("sesame");
  });
});

describe("a store that answers", () => {
  it("tells whether somebody works on it, and which time it was made under", async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const redis = new Redis(server.socket);
    onTestFinished(() => redis.disconnect());
    const env = { REDIS_URL: server.socket, PORT: "1" };

    expect(find(await examined(env), "worker")[0]).toMatch(/^fail Nobody has worked on this store/);
    await redis.hset("{test}:lease:audit", { owner: "somebody", until: Date.now() + 60_000 });
    await redis.hset("{test}:time", { factor: 60, v0: 0, r0: 0 });
    const lines = await examined(env);

    expect(find(lines, "worker")).toEqual(["ok at work"]);
    expect(find(lines, "store")).toContain("fail It was made under WATCHROOM_TIMELAPSE=60, not 1.");
    expect(await redis.keys("*")).toHaveLength(3);
  });

  it("that wants another password is said, without the one that was given", async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    const redis = new Redis(server.socket);
    onTestFinished(() => redis.disconnect());
    await redis.config("SET", "requirepass", "another one");

    expect(find(await examined({ REDIS_URL: server.socket, PORT: "1" }), "store")).toEqual([
      `fail Redis at ${server.socket} cannot be used: it refuses the name or the password.`,
    ]);
  });
});

describe("a watchroom that runs", () => {
  let w: Harness;
  beforeEach(async () => {
    w = await startWatchroom();
  });
  afterEach(() => w.close());

  it("is found, with its store and whoever is on call", async () => {
    await w.joins("Ana");
    const env = {
      REDIS_URL: w.redis.options.path!,
      PORT: new URL(w.url).port,
      PLAYBOOKS_DIR: writeBook(temporaryFolder()),
    };
    const lines = await examined(env);

    expect(find(lines, "store")[0]).toBe(`ok ${w.redis.options.path!} takes writes`);
    expect(find(lines, "running")).toEqual([`ok ${w.url} is ready`]);
    expect(find(lines, "clock")).toEqual(["ok the same here as in the store"]);
    expect(find(lines, "on call")).toEqual(["ok Ana (@ana), of 1 responder"]);
    expect(find(lines, "reach")).toEqual(["fail Nobody can be called outside of the room."]);
  });
});
