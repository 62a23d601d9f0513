import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig, requireShared } from "../../src/config.ts";
import { ConfigError } from "../../src/lib/config-error.ts";

const SECRET = "0123456789abcdef";

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

describe("an empty environment", () => {
  it("is enough to start on this machine alone", () => {
    const config = readConfig({});

    expect(config).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      publicUrl: "http://127.0.0.1:3000",
      redisUrl: null,
      dataFolder: join(process.cwd(), ".watchroom"),
      prefix: "{watchroom}:",
      secrets: [],
      zone: "UTC",
      tokens: [],
      timelapse: 1,
      playbooksUrl: null,
      logLevel: "info",
      notYet: [],
    });
    expect(config.playbooksFolder).toBe(join(process.cwd(), "playbooks"));
  });

  it("is not enough for processes that share one Redis", () => {
    expect(() => requireShared(readConfig({}))).toThrow(/REDIS_URL[^]*WATCHROOM_SECRET/);
    expect(() =>
      requireShared(readConfig({ REDIS_URL: "redis://localhost:6379", WATCHROOM_SECRET: SECRET })),
    ).not.toThrow();
  });
});

describe("a full environment", () => {
  it("is read", () => {
    const folder = mkdtempSync(join(tmpdir(), "book-"));
    const config = readConfig({
      PORT: "8080",
      HOST: "0.0.0.0",
      REDIS_URL: "rediss://u:p@redis.example.com:6380/2",
      WATCHROOM_DATA: "/srv/data",
      WATCHROOM_PREFIX: "ops:{red}:",
      WATCHROOM_SECRET: `${SECRET}, ${SECRET}2`,
      WATCHROOM_ZONE: "Europe/Berlin",
      WATCHROOM_TOKENS: `prom:signals:${SECRET},desk:read|act:${SECRET}x`,
      WATCHROOM_TIMELAPSE: "60",
      PLAYBOOKS_DIR: folder,
      PLAYBOOKS_URL: "https://git.example.com/book/",
      LOG_LEVEL: "debug",
    });

    expect(config).toEqual({
      port: 8080,
      host: "0.0.0.0",
      publicUrl: "http://localhost:8080",
      redisUrl: "rediss://u:p@redis.example.com:6380/2",
      dataFolder: "/srv/data",
      prefix: "ops:{red}:",
      secrets: [SECRET, `${SECRET}2`],
      zone: "Europe/Berlin",
      tokens: [
        { name: "prom", scopes: new Set(["signals"]), token: SECRET },
        { name: "desk", scopes: new Set(["read", "act"]), token: `${SECRET}x` },
      ],
      timelapse: 60,
      playbooksFolder: folder,
      playbooksUrl: "https://git.example.com/book",
      logLevel: "debug",
      notYet: [],
    });
  });

  it.each([
    ["/run/redis.sock", "/run/redis.sock"],
    ["unix:/run/redis.sock", "/run/redis.sock"],
    ["unix:///run/redis.sock", "/run/redis.sock"],
  ])("takes the socket %s", (url, path) => {
    expect(readConfig({ REDIS_URL: url }).redisUrl).toBe(path);
  });

  it("keeps a colon of a token and puts an IPv6 host in brackets", () => {
    expect(readConfig({ WATCHROOM_TOKENS: `a:act:${SECRET}:b` }).tokens[0]?.token).toBe(
      `${SECRET}:b`,
    );
    expect(readConfig({ HOST: "::1" }).publicUrl).toBe("http://[::1]:3000");
  });

  it("counts an empty variable as unset", () => {
    expect(readConfig({ PORT: "", WATCHROOM_SECRET: " " })).toMatchObject({
      port: 3000,
      secrets: [],
    });
  });
});

describe("faults", () => {
  it("come all at once, each with its variable", () => {
    const faults = faultsOf({
      PORT: "30x",
      LOG_LEVEL: "loud",
      WATCHROOM_ZONE: "Europe/Berln",
      WATCHROOM_ZON: "UTC",
    });

    expect(faults).toEqual([
      'PORT is "30x", not a whole number from 0 to 65535.',
      'WATCHROOM_ZONE is "Europe/Berln", no time zone; did you mean Europe/Berlin?',
      expect.stringMatching(/^LOG_LEVEL is "loud"; choose one of /),
      "WATCHROOM_ZON is not a variable of watchroom. Did you mean WATCHROOM_ZONE?",
    ]);
  });

  it.each([
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "1e3"],
    ["HOST", "http://localhost"],
    ["PUBLIC_URL", "watchroom.example.com"],
    ["PUBLIC_URL", "ftp://watchroom.example.com"],
    ["REDIS_URL", "localhost:6379"],
    ["REDIS_URL", "http://localhost:6379"],
    ["REDIS_URL", "redis://"],
    ["WATCHROOM_PREFIX", "watchroom:"],
    ["WATCHROOM_PREFIX", "{a}{b}:"],
    ["WATCHROOM_SECRET", "short"],
    ["WATCHROOM_SECRET", `${SECRET},${SECRET},${SECRET}`],
    ["WATCHROOM_SECRET", `${SECRET},`],
    ["WATCHROOM_ZONE", "+01:00"],
    ["WATCHROOM_TIMELAPSE", "0"],
    ["WATCHROOM_TIMELAPSE", "601"],
    ["WATCHROOM_TIMELAPSE", "1.5"],
    ["PLAYBOOKS_DIR", "/nowhere/at/all"],
    ["PLAYBOOKS_URL", "book"],
    ["WATCHROOM_TOKENS", "just-a-token-of-some-length"],
    ["WATCHROOM_TOKENS", `a:write:${SECRET}`],
    ["WATCHROOM_TOKENS", `a::${SECRET}`],
    ["WATCHROOM_TOKENS", "a:read:short"],
    ["WATCHROOM_TOKENS", `a b:read:${SECRET}`],
    ["WATCHROOM_TOKENS", `a:read:${SECRET},a:act:${SECRET}x`],
    ["WATCHROOM_TOKENS", `a:read:${SECRET},b:act:${SECRET}`],
  ])("refuse %s=%s with one line", (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} \\w`)),
    ]);
  });

  it("never repeat a secret", () => {
    const faults = faultsOf({
      REDIS_URL: "rediss://admin:hunter2@",
      WATCHROOM_SECRET: "hunter2",
      WATCHROOM_TOKENS: "a:read:hunter2",
    });

    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toContain("hunter2");
  });
});

describe("names with one of our prefixes", () => {
  it.each([
    ["SLACK_BOT_TOKN", "SLACK_BOT_TOKEN"],
    ["TWILIO_ACOUNT_SID", "TWILIO_ACCOUNT_SID"],
    ["PLAYBOOKS_DIRS", "PLAYBOOKS_DIR"],
    ["SOURCE_POSTGRE_URL", "SOURCE_POSTGRES_URL"],
  ])("%s: the nearest right one is %s", (name, nearest) => {
    expect(faultsOf({ [name]: "x" })).toEqual([
      `${name} is not a variable of watchroom. Did you mean ${nearest}?`,
    ]);
  });

  it("are refused without a guess when nothing is near", () => {
    expect(faultsOf({ WATCHROOM_FAVOURITE_COLOUR: "x" })).toEqual([
      "WATCHROOM_FAVOURITE_COLOUR is not a variable of watchroom. Remove it; .env.example lists all.",
    ]);
  });

  it("are listed when this release does not read them, and leave alone what build systems set", () => {
    const env = {
      SOURCE_POSTGRES_BILLING_URL: "x",
      SLACK_BOT_TOKEN: "x",
      ROOMS: "slack",
      SOURCE_DATE_EPOCH: "1",
      HOME: "/root",
    };

    expect(readConfig(env).notYet).toEqual([
      "ROOMS",
      "SLACK_BOT_TOKEN",
      "SOURCE_POSTGRES_BILLING_URL",
    ]);
  });
});
