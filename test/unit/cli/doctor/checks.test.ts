import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StoreState } from "../../../../src/app-examine.ts";
import { atFault } from "../../../../src/cli/doctor/at-fault.ts";
import { checkPublicAddress, checkTokens } from "../../../../src/cli/doctor/check-access.ts";
import { checkAlerts } from "../../../../src/cli/doctor/check-alerts.ts";
import {
  checkEnvironment,
  checkHeartbeat,
  checkZone,
} from "../../../../src/cli/doctor/check-environment.ts";
import { checkDataFolder, checkNode } from "../../../../src/cli/doctor/check-machine.ts";
import { checkDuty, checkPhones, checkReach } from "../../../../src/cli/doctor/check-people.ts";
import { checkSecret } from "../../../../src/cli/doctor/check-secret.ts";
import { checkStore } from "../../../../src/cli/doctor/check-store.ts";
import { checkTroubles } from "../../../../src/cli/doctor/check-troubles.ts";
import { checkRooms, checkWays } from "../../../../src/cli/doctor/check-ways.ts";
import { sayLines } from "../../../../src/cli/doctor/say-lines.ts";
import type { Line } from "../../../../src/cli/doctor/line.ts";
import { within } from "../../../../src/cli/doctor/within.ts";
import { surveyConfig } from "../../../../src/config.ts";
import type { ProbedWay } from "../../../../src/watch/who-can-be-reached.ts";
import type { ProviderState } from "../../../../src/watch/provider-health.ts";
import type { Notifier } from "../../../../src/ports/notifier.ts";
import type { HandOver, Method } from "../../../../src/incidents/policy.ts";
import type { Person } from "../../../../src/oncall/person.ts";
import type { Book } from "../../../../src/playbooks/book.ts";
import type { Room } from "../../../../src/ports/room.ts";
import { BUILDS, compileInProcess, ESCALATION } from "../../../support/book.ts";
import { temporaryFolder } from "../../../support/folder.ts";

/** "fail store" */
const states = (lines: readonly Line[]): readonly string[] =>
  lines.map(({ state, what }) => `${state} ${what}`);

async function bookOf(...texts: readonly string[]): Promise<Book> {
  const files = texts.map((text, n) => ({ path: `${n}.md`, text }));
  return ((await compileInProcess(files)) as { book: Book }).book;
}

const ana: Person = {
  v: 1,
  handle: "ana",
  name: "Ana",
  joinedAt: 1,
  responder: true,
  zone: null,
};
const bob: Person = { ...ana, handle: "bob", name: "Bob", joinedAt: 2 };

describe("the machine", () => {
  it("needs a Node.js that is new enough", () => {
    expect(states(checkNode("20.19.0"))).toEqual(["ok Node.js"]);
    expect(states(checkNode("20.18.3"))).toEqual(["fail Node.js"]);
    expect(states(checkNode("18.20.0"))).toEqual(["fail Node.js"]);
    expect(states(checkNode("24.1.0"))).toEqual(["ok Node.js"]);
  });

  it("needs a folder for its data, there or to be made", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");

    expect(states(await checkDataFolder(folder))).toEqual(["ok data folder"]);
    expect((await checkDataFolder(join(folder, "a", "b")))[0]!.said).toMatch(
      /first start makes it/,
    );
    expect((await checkDataFolder(join(folder, "file")))[0]).toMatchObject({ state: "fail" });
  });
});

describe("the environment", () => {
  it("is said line by line, each fault and each variable that nothing uses yet", () => {
    const survey = surveyConfig({
      NTFY_TOKEN: "a token",
      WATCHROOM_ZOEN: "UTC",
      PORT: "none",
      CAMPFIRE_URL: "https://chat.example.com",
      CAMPFIRE_ROOM: "1",
      CAMPFIRE_BOT_KEY: "1-x",
      WATCHROOM_TIMELAPSE: "60",
    });

    expect(
      checkEnvironment(survey).map(({ state, said }) => `${state} ${said.split(" ")[0]}`),
    ).toEqual([
      "fail PORT",
      "fail WATCHROOM_ZOEN",
      "fail NTFY_TOKEN",
      "warn CAMPFIRE_BOT_KEY",
      "warn CAMPFIRE_ROOM",
      "warn CAMPFIRE_URL",
      "warn Time",
    ]);
    expect(states(checkEnvironment(surveyConfig({})))).toEqual(["ok environment"]);
  });

  it("says which checks a fault leaves out", () => {
    const survey = surveyConfig({ PORT: "none" });

    expect(atFault("running", survey, ["PORT", "HOST"])).toMatchObject([
      { state: "warn", said: "Not looked at: PORT is at fault." },
    ]);
    expect(atFault("secret", survey, ["WATCHROOM_SECRET"])).toBeNull();
  });

  it("says that a time zone is guessed, and that nobody watches watchroom", () => {
    const named = surveyConfig({
      WATCHROOM_ZONE: "Europe/Berlin",
      HEARTBEAT_URL: "https://example.com/secret-of-mine",
    });

    expect(states(checkZone(surveyConfig({})))).toEqual(["warn time zone"]);
    expect(checkZone(named)).toMatchObject([{ state: "ok", said: "Europe/Berlin" }]);
    expect(checkHeartbeat(surveyConfig({}).config)[0]!.said).toBe(
      "Nobody is told if watchroom itself dies.",
    );
    expect(checkHeartbeat(named.config)[0]).toMatchObject({ state: "ok" });
    expect(JSON.stringify(checkHeartbeat(named.config))).not.toContain("secret-of-mine");
  });
});

describe("what runs", () => {
  it("says what is wrong with it, and what makes a night silent fails", async () => {
    const troubles = [
      { severity: "error", what: "Signals wait.", mend: "See that a worker runs." },
      { severity: "warning", what: "It is slow.", mend: "Wait." },
    ] as const;

    expect(await checkTroubles({ troubles: () => Promise.resolve(troubles) })).toEqual([
      { what: "now", state: "fail", said: "Signals wait.", mend: "See that a worker runs." },
      { what: "now", state: "warn", said: "It is slow.", mend: "Wait." },
    ]);
  });
});

describe("the secret", () => {
  const none = { secrets: [], redisUrl: null };

  it("is set, made, or to be made, and never shown", async () => {
    const dataFolder = temporaryFolder();
    const path = join(dataFolder, "secret");
    expect(await checkSecret({ ...none, dataFolder }, null)).toMatchObject([{ state: "ok" }]);

    writeFileSync(path, "a secret of this test alone\n", { mode: 0o600 });
    const lines = await checkSecret({ ...none, dataFolder }, null);
    expect(lines).toEqual([{ what: "secret", state: "ok", said: `in ${path}`, mend: null }]);

    chmodSync(path, 0o644);
    expect(await checkSecret({ ...none, dataFolder }, null)).toMatchObject([
      { state: "warn", mend: `Type: chmod 600 ${path}` },
    ]);
    writeFileSync(path, "short");
    expect(await checkSecret({ ...none, dataFolder }, null)).toMatchObject([{ state: "fail" }]);
    expect(
      await checkSecret({ secrets: ["a secret of sixteen"], dataFolder, redisUrl: null }, null),
    ).toMatchObject([{ state: "ok", said: "WATCHROOM_SECRET is set" }]);
  });

  it("must be the one that the store was made under", async () => {
    const given = {
      secrets: ["a secret of sixteen"],
      dataFolder: temporaryFolder(),
      redisUrl: null,
    };

    expect(states(await checkSecret(given, true))).toEqual(["ok secret"]);
    expect(await checkSecret(given, false)).toMatchObject([
      { state: "fail", said: "The store was made under another one." },
    ]);
  });

  it("must be shared by those who share a Redis", async () => {
    const lines = await checkSecret(
      {
        secrets: [],
        dataFolder: temporaryFolder(),
        redisUrl: "redis://127.0.0.1:6379",
      },
      null,
    );

    expect(states(lines)).toEqual(["ok secret", "warn secret"]);
  });
});

describe("the store", () => {
  const look = { warnings: [], takesWrites: true, aheadMs: 3, lapse: null, hasWorker: true };
  const open = (more: object = {}): StoreState => ({
    state: "open",
    where: "127.0.0.1:6379",
    look: { ...look, ...more },
  });
  const check = (store: StoreState) => checkStore(store, { timelapse: 1 });

  it("is a silent night when it is away or takes no writes", () => {
    expect(states(check(open()))).toEqual(["ok store", "ok clock"]);
    expect(check({ state: "away", where: "db:6379", reason: "nobody listens there" })).toEqual([
      {
        what: "store",
        state: "fail",
        said: "Redis at db:6379 cannot be used: nobody listens there.",
        mend: "Start it, or correct REDIS_URL.",
      },
    ]);
    expect(states(check(open({ takesWrites: false })))).toContain("fail store");
  });

  it("of our own that does not run is only said", () => {
    expect(states(check({ state: "not-running" }))).toEqual(["warn store"]);
  });

  it("says its settings, its clock and its time-lapse", () => {
    expect(states(check(open({ warnings: ["Set hz 100."] })))).toContain("warn store");
    expect(check(open({ aheadMs: 65_000 }))[1]).toMatchObject({
      state: "warn",
      said: "This machine's is 1 min 5 s behind the store's.",
    });
    expect(check(open({ aheadMs: -65_000 }))[1]!.said).toMatch(/ahead of the store's/);
    const lapse = { factor: 60, v0: 0, r0: 0 };
    expect(check(open({ lapse }))[1]).toMatchObject({ state: "fail" });
    expect(states(checkStore(open({ lapse }), { timelapse: 60 }))).toEqual([
      "ok store",
      "ok clock",
    ]);
  });
});

describe("access", () => {
  it("says that links in pages open on this machine only", async () => {
    for (const env of [{}, { PUBLIC_URL: "http://localhost:3000" }])
      expect(states(await checkPublicAddress(surveyConfig(env)))).toEqual(["warn public address"]);
  });

  it("needs a token as soon as others can reach it and the book waits for their signals", async () => {
    const book = await bookOf(BUILDS);
    const tokens = (env: Readonly<Record<string, string>>, of: Book | null = book) =>
      checkTokens(surveyConfig(env).config, of)[0]!;

    expect(tokens({}).state).toBe("ok");
    expect(tokens({ HOST: "0.0.0.0" })).toMatchObject({ state: "fail" });
    expect(tokens({ HOST: "0.0.0.0" }).said).toContain("builds-queue-backlog");
    expect(tokens({ HOST: "0.0.0.0" }, null).state).toBe("warn");
    const given = { HOST: "0.0.0.0", WATCHROOM_TOKENS: "ci:signals|read:a-token-of-this-test" };
    expect(tokens(given)).toMatchObject({
      state: "ok",
      said: "1 may signal, 1 may read, 0 may act",
    });
    expect(
      tokens({ HOST: "0.0.0.0", WATCHROOM_TOKENS: "ci:read:a-token-of-this-test" }).state,
    ).toBe("fail");
  });
});

describe("the alerts", () => {
  const FENCE = "```";
  const book = bookOf(
    `# H\n\n## L\n\n${FENCE}yaml alert\nname: load\nsource: host\nmeasure: load\nabove: 90\n${FENCE}\n\nLook.\n\n## S\n\n${FENCE}yaml alert\nname: sent\nsource: inbound\n${FENCE}\n\nLook.\n`,
  );
  const values = (...found: readonly number[]) => ({
    outcome: "read" as const,
    unusable: null,
    readings: found.map((value, n) => ({ labels: { n: String(n) }, value })),
  });
  const lineFor = async (answer: Awaited<NonNullable<ReturnType<Read>>>) =>
    checkAlerts({
      book: await book,
      idle: () => null,
      read: ({ source }) => (source.kind === "host" ? Promise.resolve(answer) : null),
    });
  type Read = Parameters<typeof checkAlerts>[0]["read"];

  it("are read once, those that somebody measures", async () => {
    expect(await lineFor(values(41.5))).toEqual([
      { what: "load", state: "ok", said: "41.5 of 90", mend: null },
    ]);
    expect((await lineFor(values(41.5, 97)))[0]!.said).toBe(
      "2 series, the highest 97 of 90, past its threshold now",
    );
    expect((await lineFor(values()))[0]!.said).toBe("no series at the moment");
  });

  it("say why there is no value, and that they are idle", async () => {
    expect(await lineFor({ outcome: "failed", reason: "no such folder" })).toMatchObject([
      { state: "warn", said: "host gives no value: no such folder." },
    ]);
    expect(await lineFor({ ...values(1), unusable: "NaN of n=1" })).toMatchObject([
      { state: "warn", said: "host gives what cannot be used: NaN of n=1." },
    ]);
    const idle = await checkAlerts({
      book: await book,
      idle: ({ name }) => (name === "load" ? "SOURCE_HOST_URL is not set" : null),
      read: () => null,
    });
    expect(idle).toMatchObject([{ state: "warn", said: "Idle: SOURCE_HOST_URL is not set." }]);
  });
});

describe("the ways out", () => {
  const way = (method: Method): Notifier => ({ method }) as Notifier;
  const no = { ok: false, said: "the token is refused", mend: "Set NTFY_TOKEN." } as const;
  const pretend = { ok: false, said: "nothing real", mend: "Set NTFY_URL." } as const;

  it("fail when somebody set them up and they would not work tonight", () => {
    const lines = checkWays([{ notifier: way("push"), probe: no }], new Set<Method>(["push"]));

    expect(lines[0]).toEqual({
      what: "push",
      state: "fail",
      said: "The token is refused.",
      mend: "Set NTFY_TOKEN.",
    });
  });

  it("do not fail for a spare one that is down", () => {
    const ways = [
      { notifier: way("sms"), probe: no },
      { notifier: way("sms"), probe: { ok: true, said: "Telnyx knows our key" } },
    ] as const;

    expect(states(checkWays(ways, new Set<Method>(["sms"])))).toEqual(["warn sms", "ok sms"]);
  });

  it("are a silent night when there is none but the phone on the page", () => {
    expect(states(checkWays([{ notifier: way("sms"), probe: pretend }], new Set()))).toEqual([
      "warn sms",
      "fail reach",
    ]);
    expect(
      states(
        checkWays(
          [
            { notifier: way("push"), probe: { ok: true, said: "ntfy.sh" } },
            { notifier: way("sms"), probe: pretend },
          ],
          new Set<Method>(["push"]),
        ),
      ),
    ).toEqual(["ok push", "warn sms"]);
  });

  it("say of several for one method which is in use, and why", () => {
    const by = (name: string): ProbedWay => ({
      notifier: { method: "sms", name } as Notifier,
      probe: { ok: true, said: `${name} takes pages` },
    });
    const of = (provider: string, inUse: boolean): ProviderState => ({
      method: "sms",
      provider,
      inUse,
      out: null,
    });
    const now = 10 * 60_000;
    const out = { reason: "unauthorized", sinceMs: now - 5 * 60_000 } as const;
    const ways = [by("twilio"), by("telnyx")];
    const said = (...states: readonly ProviderState[]): readonly string[] =>
      checkWays(ways, new Set<Method>(["sms"]), { states, now }).map(
        (one) => `${one.state}: ${one.said}`,
      );

    expect(said(of("twilio", true), of("telnyx", false))).toEqual([
      "ok: twilio takes pages; twilio in use",
      "ok: telnyx takes pages; telnyx stands by",
    ]);
    expect(said({ ...of("twilio", false), out }, of("telnyx", true))).toEqual([
      "warn: twilio takes pages; twilio stands by: it refused our credentials 5 min ago.",
      "ok: telnyx takes pages; telnyx in use",
    ]);
  });

  it("do not count a room that is away as silence", async () => {
    const room = { name: "slack", probe: () => Promise.reject(new Error("gone")) };

    expect(await checkRooms({ rooms: [room as unknown as Room] })).toMatchObject([
      { what: "room slack", state: "warn", said: "It broke: gone." },
    ]);
  });
});

describe("the people", () => {
  const duty = (...order: readonly Person[]) => ({
    onCall: order[0] ?? null,
    secondary: order[1] ?? null,
    order,
    until: null,
    override: null,
  });
  const reach = (
    order: readonly Person[],
    ways: Readonly<Record<string, readonly Method[]>>,
    handOvers: readonly HandOver[] = [],
  ) => ({ duty: duty(...order), by: new Map(Object.entries(ways)), handOvers });

  it("say who is on call, and that nobody is", () => {
    expect(checkDuty(duty(ana, bob))).toMatchObject([
      { state: "ok", said: "Ana (@ana), of 2 responders" },
    ]);
    expect(checkDuty(duty())).toMatchObject([{ state: "fail", said: "Nobody may be called." }]);
  });

  it("are a silent night when nothing outside of the room leads to any of them", async () => {
    const book = await bookOf(ESCALATION, BUILDS);

    expect(states(checkReach(reach([ana, bob], { ana: [], bob: [] }), book))).toEqual([
      "fail reach",
    ]);
    expect(checkReach(reach([ana, bob], { ana: ["push"], bob: [] }), book)).toMatchObject([
      { state: "warn", said: "Bob (@bob) cannot be reached outside of the room." },
      { state: "ok" },
    ]);
  });

  it("are a silent night when the policy calls by ways that lead to nobody", async () => {
    const book = await bookOf(ESCALATION.replaceAll(/by: \[.*\]/g, "by: [voice]"), BUILDS);

    expect(checkReach(reach([ana], { ana: ["push"] }), book)).toMatchObject([
      { state: "fail", said: "The policy default reaches nobody: it calls by voice." },
    ]);
  });

  it("need not be reached where a policy hands over to a service that works", async () => {
    const handing = await bookOf(ESCALATION.replace(/by: \[.*\]/, "by: [pagerduty]"), BUILDS);
    const calling = await bookOf(ESCALATION, BUILDS);

    expect(states(checkReach(reach([], {}, ["pagerduty"]), handing))).toEqual(["ok reach"]);
    expect(states(checkReach(reach([], {}, ["opsgenie"]), handing))).toEqual(["fail reach"]);
    expect(checkReach(reach([], {}), handing)).toEqual([]);
    expect(states(checkReach(reach([ana], { ana: [] }, ["pagerduty"]), handing))).toEqual([
      "warn reach",
      "ok reach",
    ]);
    expect(states(checkReach(reach([ana], { ana: [] }, ["pagerduty"]), calling))).toEqual([
      "warn reach",
      "fail reach",
    ]);
  });

  it("count for a step that names one of them", async () => {
    const book = await bookOf(ESCALATION.replaceAll(/page: .*/g, "page: bob"), BUILDS);

    expect(states(checkReach(reach([ana, bob], { ana: ["push"], bob: [] }), book))).toEqual([
      "warn reach",
      "fail reach",
    ]);
    expect(states(checkReach(reach([ana, bob], { ana: [], bob: ["push"] }), book))).toEqual([
      "warn reach",
      "ok reach",
    ]);
  });
});

describe("phones", () => {
  it("that would be of no use are named, ten at most", () => {
    const trouble = { person: ana, what: "their phone number is not verified" };

    expect(checkPhones([])).toEqual([]);
    expect(checkPhones([trouble])).toMatchObject([
      { state: "warn", said: "Ana (@ana): their phone number is not verified." },
    ]);
    expect(checkPhones(Array.from({ length: 12 }, () => trouble)).at(-1)).toMatchObject({
      said: "So it is with 2 others.",
    });
    expect(checkPhones(Array.from({ length: 12 }, () => trouble))).toHaveLength(11);
  });
});

describe("a check", () => {
  it("that breaks or never ends is a hole", async () => {
    expect(
      await within("store", () => {
        throw new Error("gone");
      }),
    ).toMatchObject([{ state: "fail", said: "It could not be looked at: gone." }]);
    expect(await within("store", () => new Promise(() => undefined), 1)).toMatchObject([
      { state: "fail", said: "It could not be looked at: it took too long." },
    ]);
  });
});

describe("the report", () => {
  it("is a line each, in columns, and a verdict", () => {
    const lines: readonly Line[] = [
      { what: "store", state: "ok", said: "fine", mend: null },
      { what: "time zone", state: "warn", said: "Guessed.", mend: "Set it." },
      { what: "reach", state: "fail", said: "Nobody.\u001b[2J", mend: "Join\nthe room." },
    ];

    expect(sayLines(lines).split("\n")).toEqual([
      "ok    store      fine",
      "warn  time zone  Guessed. Set it.",
      "FAIL  reach      Nobody.[2J Join the room.",
      "",
      "A night would be silent: 1 thing to mend, and 1 thing to know.",
    ]);
    expect(sayLines(lines.slice(0, 1))).toMatch(/\nA night would reach somebody\.$/);
  });
});

it("makes a folder for nothing that it looks at", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "x"));

  await checkDataFolder(join(folder, "x", "data"));
  await checkSecret({ secrets: [], dataFolder: join(folder, "x", "data"), redisUrl: null }, null);

  expect((await checkDataFolder(join(folder, "x", "data")))[0]!.said).toMatch(/first start/);
});
