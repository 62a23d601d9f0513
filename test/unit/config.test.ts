import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig, readSharedConfig } from "../../src/config.ts";
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
      heartbeatUrl: null,
      ntfy: null,
      sources: new Map(),
      slack: null,
      rooms: ["local"],
      callbackUrl: null,
      twilio: null,
      telnyx: null,
      pushover: null,
      pagerduty: null,
      opsgenie: null,
      phoneProviders: ["twilio", "telnyx"],
      pushProviders: ["ntfy", "pushover"],
      limits: {},
      notYet: [],
    });
    expect(config.playbooksFolder).toBe(join(process.cwd(), "playbooks"));
  });

  it("is not enough for processes that share one Redis, and every fault is told at once", () => {
    expect(() => readSharedConfig({ PORT: "many", NTFY_TOKEN: "x" })).toThrow(
      /PORT[^]*NTFY_URL[^]*REDIS_URL is not set[^]*WATCHROOM_SECRET is not set/,
    );
    const shared = { REDIS_URL: "redis://localhost:6379", WATCHROOM_SECRET: SECRET };
    expect(readSharedConfig(shared).redisUrl).toBe(shared.REDIS_URL);
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
      SAMPLES_MAX_MB: "64",
      HEARTBEAT_URL: "http://127.0.0.1:9/beat",
      NTFY_URL: "http://localhost:9000/",
      NTFY_TOKEN: "tk_secret",
      SOURCE_REDIS_URL: "/run/redis.sock",
      SOURCE_HTTP_BILLING_URL: "http://127.0.0.1:9/billing",
      SOURCE_HTTP_BILLING_TOKEN: "token-of-billing",
    });

    expect(config).toEqual({
      port: 8080,
      host: "0.0.0.0",
      publicUrl: "http://localhost:8080",
      callbackUrl: null,
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
      samplesMaxMb: 64,
      playbooksFolder: folder,
      playbooksUrl: "https://git.example.com/book",
      heartbeatUrl: "http://127.0.0.1:9/beat",
      ntfy: { url: "http://localhost:9000", token: "tk_secret" },
      sources: new Map([
        ["redis", { url: "/run/redis.sock", token: null }],
        ["http:billing", { url: "http://127.0.0.1:9/billing", token: "token-of-billing" }],
      ]),
      logLevel: "debug",
      slack: null,
      rooms: ["local"],
      twilio: null,
      telnyx: null,
      pushover: null,
      pagerduty: null,
      opsgenie: null,
      phoneProviders: ["twilio", "telnyx"],
      pushProviders: ["ntfy", "pushover"],
      limits: {},
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

  it("marks a Redis whose certificate is not to be verified", () => {
    const REDIS_URL = "rediss://:p@red.example.com:6380";
    expect(readConfig({ REDIS_URL, REDIS_TLS_VERIFY: "no" }).redisUrl).toBe(
      `${REDIS_URL}?tls-verify=no`,
    );
    expect(readConfig({ REDIS_URL, REDIS_TLS_VERIFY: "yes" }).redisUrl).toBe(REDIS_URL);
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
    ["HEARTBEAT_UR", "HEARTBEAT_URL"],
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
      CAMPFIRE_URL: "https://chat.example.com",
      CAMPFIRE_ROOM: "1",
      CAMPFIRE_BOT_KEY: "1-x",
      SOURCE_DATE_EPOCH: "1",
      HOME: "/root",
    };

    expect(readConfig(env).notYet).toEqual(["CAMPFIRE_BOT_KEY", "CAMPFIRE_ROOM", "CAMPFIRE_URL"]);
  });
});

describe("an adapter with only some of its variables", () => {
  it.each([
    [{ NTFY_TOKEN: "tk_x" }, "NTFY_TOKEN is set without NTFY_URL. Set it too, or remove it."],
    [
      { SLACK_BOT_TOKEN: "xoxb-1", SLACK_API_URL: "https://example.com" },
      "SLACK_API_URL, SLACK_BOT_TOKEN are set without SLACK_CHANNEL_ID and (SLACK_SIGNING_SECRET or SLACK_APP_TOKEN). Set these too, or remove all of them.",
    ],
    [
      { TWILIO_FROM: "+14155552671", TWILIO_AUTH_TOKEN: "t" },
      "TWILIO_AUTH_TOKEN, TWILIO_FROM are set without TWILIO_ACCOUNT_SID. Set it too, or remove all of them.",
    ],
    [
      { SOURCE_HTTP_BILLING_TOKEN: "t" },
      "SOURCE_HTTP_BILLING_TOKEN is set without SOURCE_HTTP_BILLING_URL. Set it too, or remove it.",
    ],
  ])("is a fault that names what is missing: %o", (env, said) => {
    expect(faultsOf(env)).toEqual([said]);
  });

  it("is none when all are there", () => {
    expect(
      faultsOf({ SLACK_BOT_TOKEN: "x", SLACK_CHANNEL_ID: "C1", SLACK_APP_TOKEN: "xapp" }),
    ).toEqual([]);
    expect(faultsOf({ NTFY_URL: "https://ntfy.sh" })).toEqual([]);
  });
});

describe("a time-lapse", () => {
  it("goes with a database on this machine, however that is written", () => {
    const faults = (SOURCE_POSTGRES_URL: string): readonly string[] =>
      faultsOf({ WATCHROOM_TIMELAPSE: "60", SOURCE_POSTGRES_URL });

    expect(faults("postgres://ana@127.0.0.1/shop")).toEqual([]);
    expect(faults("postgres:///shop?host=/run/postgresql")).toEqual([]);
    expect(faults("postgres://ana@%2Frun%2Fpostgresql/shop")).toEqual([]);
    expect(faults("postgres://ana@db-1/shop")).toHaveLength(1);
  });

  it("is refused beside an address that is not on this machine", () => {
    expect(
      faultsOf({
        WATCHROOM_TIMELAPSE: "60",
        NTFY_URL: "https://ntfy.sh",
        HEARTBEAT_URL: "http://127.0.0.1:1",
        SOURCE_REDIS_URL: "redis://redis.example.com",
      }),
    ).toEqual([
      "WATCHROOM_TIMELAPSE is set, and NTFY_URL is not on this machine. Remove one of the two.",
      "WATCHROOM_TIMELAPSE is set, and SOURCE_REDIS_URL is not on this machine. Remove one of the two.",
    ]);
  });
});

describe("providers", () => {
  const TELNYX = {
    TELNYX_API_KEY: "KEY1",
    TELNYX_APPLICATION_ID: "17",
    TELNYX_FROM: "+14155552672",
    TELNYX_PUBLIC_KEY: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
  };

  it.each(["TWILIO", "TELNYX", "PUSHOVER", "PAGERDUTY", "OPSGENIE"])(
    "are not reached in a time that runs faster: %s at its own address",
    (vendor) => {
      const all: Record<string, string> = {
        ...TELNYX,
        TWILIO_ACCOUNT_SID: "AC1",
        TWILIO_AUTH_TOKEN: "t",
        TWILIO_FROM: "+14155552671",
        PUSHOVER_TOKEN: "t",
        PAGERDUTY_ROUTING_KEY: "k",
        OPSGENIE_API_KEY: "k",
      };
      const own = Object.entries(all).filter(([name]) => name.startsWith(vendor));

      expect(faultsOf({ ...Object.fromEntries(own), WATCHROOM_TIMELAPSE: "60" })).toEqual([
        `WATCHROOM_TIMELAPSE is set, and ${vendor}_API_URL is not on this machine. Remove one of the two.`,
      ]);
    },
  );

  it.each(["us", "eu", "jsm"])("nor is Opsgenie by the name of its region: %s", (region) => {
    const opsgenie = { OPSGENIE_API_KEY: "k", OPSGENIE_API_URL: region };

    expect(faultsOf(opsgenie)).toEqual([]);
    expect(faultsOf({ ...opsgenie, WATCHROOM_TIMELAPSE: "60" })).toEqual([
      "WATCHROOM_TIMELAPSE is set, and OPSGENIE_API_URL is not on this machine. Remove one of the two.",
    ]);
  });

  it("are all tried, those that are not named last", () => {
    expect(readConfig({ PROVIDERS_PHONE: "telnyx" }).phoneProviders).toEqual(["telnyx", "twilio"]);
    expect(readConfig({ PROVIDERS_PUSH: "pushover" }).pushProviders).toEqual(["pushover", "ntfy"]);
    expect(readConfig({}).phoneProviders).toEqual(["twilio", "telnyx"]);
  });

  it("are not told to call back on this machine, which would cost the page", () => {
    const callbackUrl = (env: Record<string, string>) => readConfig(env).callbackUrl;

    expect(callbackUrl({ PUBLIC_URL: "http://localhost:3000" })).toBeNull();
    expect(callbackUrl({ PUBLIC_URL: "https://watch.example/" })).toBe("https://watch.example");
    const near = {
      ...TELNYX,
      PUBLIC_URL: "http://127.0.0.1:3000",
      TELNYX_API_URL: "http://127.0.0.1:4000",
    };
    expect(callbackUrl(near)).toBe("http://127.0.0.1:3000");
  });

  it("are given credentials without the white space around them", () => {
    expect(readConfig({ ...TELNYX, TELNYX_API_KEY: " KEY1\n" }).telnyx?.apiKey).toBe("KEY1");
  });

  it.each([
    [{ TELNYX_PUBLIC_KEY: "not a key" }, /TELNYX_PUBLIC_KEY is no public key/],
    [{ LIMIT_VOICE: "0/1m" }, /LIMIT_VOICE is "0\/1m"; it looks like 5\/15m/],
    [{ PAGERDUTY_WEBHOOK_SECRET: " , " }, /PAGERDUTY_WEBHOOK_SECRET has nothing between/],
    [{ OPSGENIE_API_URL: "EU" }, /OPSGENIE_API_URL is none of us, eu and jsm/],
  ])("are refused with %j, and why", (env, said) => {
    expect(faultsOf(env).join("\n")).toMatch(said);
  });
});

describe("Slack", () => {
  const SLACK = {
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_CHANNEL_ID: "C0123456789",
    SLACK_APP_TOKEN: "xapp-1",
  };

  it("is the room when it is set up, by Slack's own address", () => {
    const config = readConfig(SLACK);

    expect(config.rooms).toEqual(["slack"]);
    expect(config.slack).toEqual({
      botToken: "xoxb-1",
      appToken: "xapp-1",
      signingSecret: null,
      channel: "C0123456789",
      apiUrl: null,
      topic: true,
    });
  });

  it("can be beside the local room, be elsewhere, and leave the topic alone", () => {
    const config = readConfig({
      ...SLACK,
      ROOMS: "slack, local",
      SLACK_API_URL: "http://127.0.0.1:4000/api",
      SLACK_TOPIC: "no",
    });

    expect(config.rooms).toEqual(["local", "slack"]);
    expect(config.slack?.apiUrl).toBe("http://127.0.0.1:4000/api/");
    expect(config.slack?.topic).toBe(false);
  });

  it("cannot be a room that is named and not set up, nor one that nobody knows", () => {
    expect(faultsOf({ ROOMS: "slack" })).toEqual([
      "ROOMS names slack, and SLACK_BOT_TOKEN is not set. Set it, or take slack out of ROOMS.",
    ]);
    expect(faultsOf({ ROOMS: "slak" })).toEqual([
      'ROOMS is "slak"; it names rooms, comma-separated: local, slack.',
    ]);
  });

  it("is given an ID rather than a name", () => {
    expect(faultsOf({ ...SLACK, SLACK_CHANNEL_ID: "#ops" })).toEqual([
      'SLACK_CHANNEL_ID is "#ops", which is no ID; it looks like C0123456789: open the channel\'s details in Slack, it stands at the bottom.',
    ]);
  });

  it("is not reached in a time that runs faster, unless it is on this machine", () => {
    expect(faultsOf({ ...SLACK, WATCHROOM_TIMELAPSE: "60" })).toEqual([
      "WATCHROOM_TIMELAPSE is set, and SLACK_API_URL is not on this machine. Remove one of the two.",
    ]);
    const near = { ...SLACK, SLACK_API_URL: "http://127.0.0.1:4000/api" };
    expect(faultsOf({ ...near, WATCHROOM_TIMELAPSE: "60" })).toEqual([]);
  });
});
