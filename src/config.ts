import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { AccessToken } from "./lib/access-token.ts";
import { callbackUrlOf } from "./lib/callback-url.ts";
import { ConfigError } from "./lib/config-error.ts";
import {
  accessTokens,
  choice,
  fault,
  redisAddress,
  roomNames,
  secrets,
  webAddress,
  wholeNumber,
  zone,
} from "./lib/environment-fields.ts";
import { phonesOf, phoneVariables, type PhoneConfig } from "./lib/phone-config.ts";
import { isNotYet, unknownNames } from "./lib/environment-names.ts";
import { partialSets } from "./lib/environment-sets.ts";
import { farAway } from "./lib/far-away.ts";
import { withoutVerifying } from "./lib/redis-tls.ts";
import { slackOf, type SlackConfig } from "./lib/slack-config.ts";
import { sourceAddresses, type SourceAddress } from "./lib/source-addresses.ts";
import { machineZone } from "./lib/wall-time.ts";

export type RoomName = "local" | "slack";

export interface Config extends PhoneConfig {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Where people reach our pages, without a trailing slash. Unset, it is the address that we listen on. */
  readonly publicUrl: string;
  /** Where providers can call us back, without a trailing slash; null: nobody has named a public address. */
  readonly callbackUrl: string | null;
  /** A URL, or the path of a socket; null when nobody named one. */
  readonly redisUrl: string | null;
  /** Absolute. */
  readonly dataFolder: string;
  readonly prefix: string;
  /** The first signs, all verify. Empty when none was given. */
  readonly secrets: readonly string[];
  readonly zone: string;
  readonly tokens: readonly AccessToken[];
  /** How many times faster than real time goes by; 1 without a time-lapse. */
  readonly timelapse: number;
  /** Absolute. */
  readonly playbooksFolder: string;
  readonly playbooksUrl: string | null;
  /** What samples may take of the store, in MiB. */
  readonly samplesMaxMb: number;
  /** Fetched every minute while all is well; null when nobody watches us. May hold a secret. */
  readonly heartbeatUrl: string | null;
  readonly slack: SlackConfig | null;
  /** The rooms that incidents are posted to. */
  readonly rooms: readonly RoomName[];
  readonly ntfy: { readonly url: string; readonly token: string | null } | null;
  /** By kind, and for a named connection by `kind:name`. */
  readonly sources: ReadonlyMap<string, SourceAddress>;
  readonly logLevel: string;
  /** Variables that are set and that nothing in this release reads. */
  readonly notYet: readonly string[];
}

/** The book that comes with the program. Absolute. */
export const EXAMPLE_PLAYBOOKS = fileURLToPath(new URL("../playbooks", import.meta.url));

const variables = z.object({
  PORT: wholeNumber(0, 65_535, 3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "is no host name or address; it looks like 127.0.0.1, or 0.0.0.0 for all.")
    .default("127.0.0.1"),
  PUBLIC_URL: webAddress("https://watchroom.example.com").optional(),
  REDIS_URL: redisAddress.optional(),
  REDIS_TLS_VERIFY: choice(["yes", "no"]).default("yes"),
  WATCHROOM_DATA: z.string().default(".watchroom"),
  WATCHROOM_PREFIX: z
    .string()
    .regex(/^[^\s{}]*\{[^\s{}]+\}[^\s{}]*$/, "needs one hash tag in braces, as in {watchroom}:")
    .default("{watchroom}:"),
  WATCHROOM_SECRET: secrets.optional(),
  WATCHROOM_ZONE: zone.default(machineZone),
  WATCHROOM_TOKENS: accessTokens.optional(),
  WATCHROOM_TIMELAPSE: wholeNumber(1, 600, 1),
  PLAYBOOKS_DIR: z
    .string()
    .refine(
      isFolder,
      fault((given) => `is ${given}, and there is no such folder.`),
    )
    .default(defaultPlaybooks),
  PLAYBOOKS_URL: webAddress("https://github.com/team/book/blob/main").optional(),
  SAMPLES_MAX_MB: wholeNumber(1, 1_000_000, 256),
  HEARTBEAT_URL: webAddress("https://hc-ping.com/your-check").optional(),
  ROOMS: roomNames.optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_APP_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_CHANNEL_ID: z
    .string()
    .regex(
      /^[^#\s]+$/,
      fault(
        (given) =>
          `is ${given}, which is no ID; it looks like C0123456789: open the channel's details in Slack, it stands at the bottom.`,
      ),
    )
    .optional(),
  SLACK_API_URL: webAddress("https://slack.com/api").optional(),
  SLACK_TOPIC: choice(["yes", "no"]).default("yes"),
  NTFY_URL: webAddress("https://ntfy.sh").optional(),
  NTFY_TOKEN: z.string().optional(),
  ...phoneVariables,
  LOG_LEVEL: choice(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** Checks all at once. Throws one ConfigError that lists every fault. An empty variable counts as unset. */
export function readConfig(env: Environment = process.env): Config {
  const { config, faults } = surveyConfig(env);
  if (faults.length > 0) refuse(faults.map(({ text }) => text));
  return config;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** For processes that share one Redis: they can make neither a Redis nor a secret of their own. Throws a ConfigError. */
export function readSharedConfig(
  env: Environment = process.env,
): Config & { readonly redisUrl: string } {
  const { config, faults, given } = surveyConfig(env);
  const missing = Object.entries(SHARED).flatMap(([name, fault]) =>
    given.has(name) ? [] : [fault],
  );
  const all = [...faults.map(({ text }) => text), ...missing];
  if (all.length > 0) refuse(all);
  return { ...config, redisUrl: config.redisUrl ?? "" };
}

/** What processes that share one Redis cannot do without. */
const SHARED = {
  REDIS_URL:
    "REDIS_URL is not set. `web` and `worker` share one Redis, as in redis://127.0.0.1:6379.",
  WATCHROOM_SECRET:
    "WATCHROOM_SECRET is not set. `web` and `worker` share one; `openssl rand -base64 32` makes it.",
} as const;

export interface ConfigSurvey {
  /** A variable at fault counts as unset. */
  readonly config: Config;
  /** `name` is the variable's; null when several are concerned. */
  readonly faults: readonly { readonly name: string | null; readonly text: string }[];
  /** The variables that somebody has set, right or wrong. */
  readonly given: ReadonlySet<string>;
}

/** The same without refusing: for commands that need little of it, or look at what is wrong. */
export function surveyConfig(env: Environment = process.env): ConfigSurvey {
  const given = Object.fromEntries(
    // A secret that comes out of a file ends in a line break, which no header may hold.
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const names = Object.keys(given);
  const issues = variables.safeParse(given).error?.issues ?? [];
  const misspelt = unknownNames(names, Object.keys(variables.shape));
  const together = [
    ...partialSets(names.filter((name) => misspelt.every((other) => other.name !== name))),
    ...roomsNotSetUp(given),
    ...farAway(given),
  ];
  const wrong = new Set(issues.map(({ path }) => String(path[0])));
  const sound = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)));
  return {
    config: configOf(sound),
    faults: [
      ...issues.map(({ path, message }) => {
        const name = String(path[0]);
        return { name, text: `${name} ${message}` };
      }),
      ...misspelt.map(({ name, fault }) => ({ name, text: fault })),
      ...together.map((text) => ({ name: null, text })),
    ],
    given: new Set(names),
  };
}

function configOf(given: Environment): Config {
  const data = variables.parse(given);
  return {
    port: data.PORT,
    host: data.HOST,
    publicUrl: data.PUBLIC_URL ?? ownAddress(data.HOST, data.PORT),
    redisUrl:
      data.REDIS_URL?.startsWith("rediss:") && data.REDIS_TLS_VERIFY === "no"
        ? withoutVerifying(data.REDIS_URL)
        : (data.REDIS_URL ?? null),
    dataFolder: resolve(data.WATCHROOM_DATA),
    prefix: data.WATCHROOM_PREFIX,
    secrets: data.WATCHROOM_SECRET ?? [],
    zone: data.WATCHROOM_ZONE,
    tokens: data.WATCHROOM_TOKENS ?? [],
    timelapse: data.WATCHROOM_TIMELAPSE,
    playbooksFolder: resolve(data.PLAYBOOKS_DIR),
    playbooksUrl: data.PLAYBOOKS_URL ?? null,
    samplesMaxMb: data.SAMPLES_MAX_MB,
    heartbeatUrl: data.HEARTBEAT_URL ?? null,
    slack: slackOf(data),
    rooms: data.ROOMS ?? (slackOf(data) === null ? ["local"] : ["slack"]),
    ntfy:
      data.NTFY_URL === undefined ? null : { url: data.NTFY_URL, token: data.NTFY_TOKEN ?? null },
    ...phonesOf(data),
    callbackUrl: callbackUrlOf(data.PUBLIC_URL ?? null, given),
    sources: sourceAddresses(given),
    logLevel: data.LOG_LEVEL,
    notYet: Object.keys(given).filter(isNotYet).toSorted(),
  };
}

/** A room that is named and not set up would be silent. */
function roomsNotSetUp(given: Environment): readonly string[] {
  const named = roomNames.safeParse(given["ROOMS"] ?? "local").data ?? [];
  return named.includes("slack") && given["SLACK_BOT_TOKEN"] === undefined
    ? ["ROOMS names slack, and SLACK_BOT_TOKEN is not set. Set it, or take slack out of ROOMS."]
    : [];
}

function refuse(faults: readonly string[]): never {
  throw new ConfigError(
    `The environment needs mending:\n${faults.map((line) => `  ${line}`).join("\n")}`,
  );
}

/** Where this machine reaches what listens there. */
export function ownAddress(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::") return `http://localhost:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The team's own book where we were started, else the example that comes with the program. */
function defaultPlaybooks(): string {
  return isFolder("playbooks") ? "playbooks" : EXAMPLE_PLAYBOOKS;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
