import { beforeEach, describe, expect, it, vi } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import { COMMANDS } from "../../../src/commands/registry.ts";
import type { Acted } from "../../../src/watch/act.ts";
import {
  incident,
  page,
  person,
  SUNDAY_AT_15_UTC as NOW,
  type World,
  world,
} from "../../support/in-memory-watch.ts";

/** What the line made watchroom do: verb, incident or alert, and what else it was told. */
const acts = vi.hoisted(() => ({
  seen: [] as string[],
  outcome: "done" as Acted["outcome"],
  it: null as World | null,
}));

async function acted(
  verb: string,
  what: { incident: string },
  ...more: readonly (string | number | null)[]
): Promise<Acted> {
  acts.seen.push([verb, what.incident, ...more.filter((one) => one !== null)].join(" "));
  const found = acts.it?.incidents.find(({ id }) => id === what.incident);
  return acts.outcome === "unknown" || found === undefined
    ? { outcome: "unknown" }
    : { outcome: acts.outcome, incident: found };
}

vi.mock("../../../src/watch/acknowledge.ts", () => ({
  acknowledge: (_: unknown, act: { incident: string; forMs: number | null }) =>
    acted("ack", act, act.forMs),
}));
vi.mock("../../../src/watch/unacknowledge.ts", () => ({
  unacknowledge: (_: unknown, act: { incident: string }) => acted("unack", act),
}));
vi.mock("../../../src/watch/resolve.ts", () => ({
  resolve: (_: unknown, act: { incident: string }) => acted("resolve", act),
}));
vi.mock("../../../src/watch/escalate.ts", () => ({
  escalate: (_: unknown, act: { incident: string; to: string | null }) =>
    acted("escalate", act, act.to),
}));
vi.mock("../../../src/watch/silence.ts", () => ({
  ALL_ALERTS: "*",
  silence: async (_: unknown, { alert, until }: { alert: string; until: number }) =>
    void acts.seen.push(`silence ${alert} ${until - NOW}`),
  unsilence: async (_: unknown, { alert }: { alert: string }) =>
    acts.seen.push(`unsilence ${alert}`) > 0,
}));
vi.mock("../../../src/watch/read-rooms.ts", () => ({
  readRooms: async () => [{ room: "local", occupancy: "empty", sightings: [] }],
}));

const ana = person("ana");
const dora = person("dora", { responder: false });
const HOUR = 3_600_000;

beforeEach(() => {
  const it = world(ana, person("bob"), person("cid"), dora);
  it.incidents = [incident(16, { status: "resolved", resolvedAt: NOW - 60_000 }), incident(17)];
  it.book = {
    ...it.book,
    sections: [
      {
        file: "builds.md",
        anchor: "builds-are-queueing-up",
        heading: "Builds are queueing up",
        depth: 2,
        line: 1,
        body: "Look.",
        alerts: ["builds-queue-backlog"],
      },
    ],
    alerts: [
      {
        name: "builds-queue-backlog",
        aliases: ["build queue"],
        severity: "critical",
        policy: "default",
        source: { kind: "inbound", connection: null, options: {} },
        threshold: null,
        forMs: 0,
        clears: null,
        everyMs: 30_000,
        noData: "alert",
      },
    ],
  };
  Object.assign(acts, { seen: [], outcome: "done", it });
});

const theWorld = (): World => acts.it ?? world();
const say = (text: string, who = ana, addressed = false) =>
  hear(theWorld().watch, { person: who, text, addressed, room: "local" });

const hasIt = (...who: string[]) =>
  incident(17, {
    status: "acknowledged",
    acknowledgements: who.map((handle) => ({
      actor: { handle, name: person(handle).name, via: "local" },
      at: NOW,
      token: null,
    })),
  });

describe("a line that speaks to nobody", () => {
  it.each([
    ["ack", "ack i17"],
    ["Ack", "ack i17"],
    ["  ack  ", "ack i17"],
    ["ack #17", "ack i17"],
    ["ack 17", "ack i17"],
    ["ack for 2h", `ack i17 ${2 * HOUR}`],
    ["ack #17 for 1h30m", `ack i17 ${1.5 * HOUR}`],
    ["ack  17   for  7d", `ack i17 ${168 * HOUR}`],
    ["resolve #17", "resolve i17"],
    ["resolve 17", "resolve i17"],
  ])("acts when it is a command, whole and exactly: %j", async (line, act) => {
    const answer = await say(line);

    expect(acts.seen).toEqual([act]);
    expect(answer?.toAll).toBe(true);
  });

  it.each([
    "ack, looking at it",
    "ack looking at it",
    "ack!",
    "ack.",
    "ack 17!",
    "ack #17 please",
    "ack #17 #18",
    "ack for 2",
    "ack for 2 hours",
    "ack for 0h",
    "ack for 8d",
    "ack for 2h please",
    "ack #0",
    "ack #-1",
    "ack #1e3",
    "ack #17abc",
    "ack\nlooking",
    "ack\n#17",
    "acked",
    "resolve it",
    "resolve #17 now",
    "resolve #17 #18",
    "resolved #17",
    "unack #17",
    "escalate #17",
    "incidents",
    "here",
    "here we go",
    "oncall",
    "handoff @bob",
    "accept",
    "decline",
    "take",
    "take for 4h",
    "silence all for 2h",
    "help",
    "playbook",
    "playbook is outdated, who has time?",
    "playbook reviews are on friday this week at nine",
    "playbook needs work",
    "/",
    "/ ack",
    "/var/log is full",
    "/ack/17",
    "/17",
    "/ack! now",
    "resolve!",
    "accept that",
    "decline!",
    "//watchroom ack",
    "",
    "   ",
    "@bob ack",
    "@watchroomy ack",
    "watchroom ack",
    "watchrooms: ack",
    "I told watchroom: ack",
  ])("is chat otherwise: %j", async (line) => {
    expect(await say(line)).toBeNull();
    expect(acts.seen).toEqual([]);
  });

  it("is chat when it says ack and nothing waits for anybody", async () => {
    theWorld().incidents = [];

    expect(await say("ack")).toBeNull();
    expect(await say("@watchroom ack")).toMatchObject({
      text: "Nothing is waiting for anybody.",
      toAll: false,
    });
  });

  it("is asked which one when it says resolve and something is open, and is chat otherwise", async () => {
    expect(await say("resolve")).toMatchObject({
      text: "Which one?\n\n- #17 Trouble 17",
      toAll: false,
    });
    expect(acts.seen).toEqual([]);

    theWorld().incidents = [incident(16, { status: "resolved" })];
    expect(await say("resolve")).toBeNull();
  });

  describe("and says ack when the only open one is somebody's", () => {
    it("is told who has it, and nobody else is", async () => {
      theWorld().incidents = [hasIt("bob")];
      expect(await say("ack")).toMatchObject({ text: "Bob has #17.", toAll: false });

      theWorld().incidents = [hasIt("bob", "cid")];
      expect(await say("ack")).toMatchObject({ text: "Bob and Cid have #17.", toAll: false });
      expect(acts.seen).toEqual([]);
    });

    it("is chat when it says more, has it too, or others are open", async () => {
      theWorld().incidents = [hasIt("bob")];
      expect(await say("ack for 2h")).toBeNull();

      theWorld().incidents = [hasIt("bob", "ana")];
      expect(await say("ack")).toBeNull();

      theWorld().incidents = [hasIt("bob"), { ...hasIt("cid"), id: "i18", number: 18 }];
      expect(await say("ack")).toBeNull();
    });
  });

  it.each([
    "playbook builds-queue-backlog",
    "playbook build queue",
    "Playbook builds-queue-backlog",
  ])("is answered when it looks something up: %j", async (line) => {
    expect((await say(line))?.text).toContain("Look.");
  });

  it("is told that the book does not have the one word it looks for", async () => {
    expect(await say("playbook zzqx")).toMatchObject({
      text: "The book has no section for “zzqx”.",
      toAll: false,
    });
  });
});

describe("a line that speaks to watchroom", () => {
  it.each([
    ["@watchroom ack", "ack i17"],
    ["@watchroom: ack #17", "ack i17"],
    ["@Watchroom, ack #17", "ack i17"],
    ["watchroom: ack #17", "ack i17"],
    ["watchroom:ack #17", "ack i17"],
    ["/watchroom ack #17", "ack i17"],
    ["/ack", "ack i17"],
    ["/Ack #17", "ack i17"],
    ["/unack #17", "unack i17"],
    ["/resolve #17", "resolve i17"],
    ["/escalate #17 to @bob", "escalate i17 bob"],
    ["/silence build queue for 2h", `silence builds-queue-backlog ${2 * HOUR}`],
    ["@watchroom unack #17", "unack i17"],
    ["@watchroom resolve 17", "resolve i17"],
    ["@watchroom resolve", "resolve i17"],
    ["@watchroom escalate", "escalate i17"],
    ["@watchroom escalate to @bob", "escalate i17 bob"],
    ["@watchroom escalate #17", "escalate i17"],
    ["@watchroom escalate #17 to @bob", "escalate i17 bob"],
    ["@watchroom escalate 17 TO bob", "escalate i17 bob"],
    ["@watchroom silence builds-queue-backlog for 2h", `silence builds-queue-backlog ${2 * HOUR}`],
    ["@watchroom silence build queue for 2h", `silence builds-queue-backlog ${2 * HOUR}`],
    ["@watchroom silence all for 30m", `silence * ${HOUR / 2}`],
    ["@watchroom silence all until 18:00", `silence * ${2 * HOUR}`],
    ["@watchroom silence alert-17 for 1h", `silence alert-17 ${HOUR}`],
    ["@watchroom silence Builds-Queue-Backlog for 2h", `silence builds-queue-backlog ${2 * HOUR}`],
    ["@watchroom unsilence all", "unsilence *"],
    ["@watchroom unsilence build queue", "unsilence builds-queue-backlog"],
  ])("acts: %j", async (line, act) => {
    expect(await say(line)).toMatchObject({ toAll: true });
    expect(acts.seen).toEqual([act]);
  });

  it.each([
    ["@watchroom ack, looking at it", "`ack [#n] [for 2h]`"],
    ["@watchroom ack #17 #18", "`ack [#n] [for 2h]`"],
    ["@watchroom ack for 2", "`ack [#n] [for 2h]`"],
    ["@watchroom unack", "Nobody has anything: there is nothing to take back."],
    ["@watchroom unack #17 #18", "`unack [#n]`"],
    ["@watchroom resolve #17 #18", "`resolve [#n]`"],
    ["@watchroom resolve it", "`resolve [#n]`"],
    ["@watchroom escalate #17 @bob", "`escalate [#n] [to @who]`"],
    ["@watchroom escalate #17 to", "`escalate [#n] [to @who]`"],
    ["@watchroom escalate #17 to @bob now", "`escalate [#n] [to @who]`"],
    ["@watchroom escalate #17 to @zoe", "Nobody here is called “zoe”."],
    ["@watchroom escalate #17 to @bbo", "Nobody here is called “bbo”."],
    ["@watchroom escalate #17 to @bobb", "Nearest: @bob."],
    ["@watchroom escalate #17 to @dora", "Dora is not a responder and cannot be called."],
    ["@watchroom incidents please", "`incidents`"],
    ["@watchroom here now", "`here`"],
    ["@watchroom take 4h", "`take [for 4h]`"],
    ["@watchroom take for 1234", "it needs a unit"],
    ["@watchroom handoff", "`handoff @who [until 18:00] [note]`"],
    ["@watchroom handoff @bob until 18", "That is no time of day."],
    ["@watchroom silence all", "`silence <alert|all> for 2h`"],
    ["@watchroom silence for 2h", "`silence <alert|all> for 2h`"],
    ["@watchroom silence all for 2", "it needs a unit"],
    ["@watchroom silence all for 2h please", "`silence <alert|all> for 2h`"],
    [
      "@watchroom silence build-queue for 2h",
      "There is no alert named “build-queue”. Nearest: build queue. Nothing was changed.",
    ],
    ["@watchroom silence * for 2h", "There is no alert named “\\*”."],
    ["@watchroom unsilence", "`unsilence <alert|all>`"],
    ["@watchroom playbook", "`playbook <alert>`"],
    [
      "@watchroom ackk #17",
      "“ackk” is no command. Nearest: `ack [#n] [for 2h]`. Nothing was done.",
    ],
    [
      "@watchroom escalte #17",
      "“escalte” is no command. Nearest: `escalate [#n] [to @who]`. Nothing was done.",
    ],
    ["@watchroom thanks", "“thanks” is no command. `help` lists them."],
    ["@watchroom **x**", "“\\*\\*x\\*\\*” is no command."],
    ["/playbook", "`playbook <alert>`"],
    ["/resolve now", "`resolve [#n]`"],
    ["/escalte #17", "Nearest: `escalate [#n] [to @who]`. Nothing was done."],
    ["/shrug", "“shrug” is no command. `help` lists them."],
    ["/log-rotate /var/log", "“log-rotate” is no command."],
    ["/oncall now", "`oncall`"],
    ["/handoff", "`handoff @who [until 18:00] [note]`"],
  ])("is told in private what is wrong, and nothing is done: %j", async (line, text) => {
    const answer = await say(line);

    expect(answer?.text).toContain(text);
    expect(answer?.toAll).toBe(false);
    expect(acts.seen).toEqual([]);
    expect(theWorld()).toMatchObject({ offers: [], overrides: [] });
  });

  it("is asked which alert it means when two share an alias", async () => {
    const it = theWorld();
    it.book = {
      ...it.book,
      alerts: ["a", "b"].flatMap((name) => it.book.alerts.map((alert) => ({ ...alert, name }))),
    };

    expect((await say("@watchroom silence build queue for 2h"))?.text).toBe(
      "Several alerts are called that: a and b. Say which.",
    );
    expect(acts.seen).toEqual([]);
  });

  it("is told so in a few words however long it is", async () => {
    const answer = await say(`@watchroom ${"a".repeat(10_000)}`);

    expect(answer?.text).toContain("aaa…” is no command.");
    expect(answer?.text.length).toBeLessThan(200);
  });

  it("need not name watchroom when the room knows that it is meant", async () => {
    expect(await say("unack #17", ana, true)).not.toBeNull();
    expect(acts.seen).toEqual(["unack i17"]);
  });

  it("lists all commands for help, and for nothing at all", async () => {
    const help = await say("@watchroom help");

    for (const { usage } of COMMANDS) expect(help?.text).toContain(`\`${usage}\``);
    expect(await say("@watchroom")).toEqual(help);
    expect(await say("/watchroom")).toEqual(help);
    expect((await say("@watchroom help Ack"))?.text).toMatch(/^`ack/);
    expect((await say("@watchroom help akc x"))?.text).toMatch(/^`help/);
  });

  it("is refused to members who cannot be called where it takes a responder, and only there", async () => {
    for (const line of [
      "escalate #17",
      "silence all for 2h",
      "unsilence all",
      "handoff @bob",
      "take",
      "accept",
    ]) {
      expect((await say(`@watchroom ${line}`, dora))?.text).toContain("is for responders");
    }
    expect(acts.seen).toEqual([]);

    for (const line of ["ack #17", "unack #17", "resolve #17"])
      await say(`@watchroom ${line}`, dora);
    expect(acts.seen).toEqual(["ack i17", "unack i17", "resolve i17"]);
  });
});

describe("a line in the thread of an incident", () => {
  const inThread = (text: string, addressed: boolean) =>
    hear(theWorld().watch, { person: ana, text, addressed, room: "local", incident: 18 });

  beforeEach(() => {
    theWorld().incidents.push(incident(18, { alert: "builds-queue-backlog" }));
    theWorld().pages.push(page("ana", [17]));
  });

  it.each([
    ["ack", false, "ack i18"],
    ["ack for 2h", false, `ack i18 ${2 * HOUR}`],
    ["resolve", false, "resolve i18"],
    ["ack", true, "ack i18"],
    ["unack", true, "unack i18"],
    ["resolve", true, "resolve i18"],
    ["escalate", true, "escalate i18"],
    ["escalate to @bob", true, "escalate i18 bob"],
    ["silence for 2h", true, `silence builds-queue-backlog ${2 * HOUR}`],
    ["ack #17", true, "ack i17"],
  ])("is about that incident unless it names another: %j", async (line, addressed, act) => {
    expect(await inThread(line, addressed)).toMatchObject({ toAll: true });
    expect(acts.seen).toEqual([act]);
  });

  it("shows that incident's section of the book", async () => {
    expect((await inThread("playbook", true))?.text).toContain("Look.");
  });
});

describe("a line without a number that takes one incident", () => {
  it("is about what the person's last page was about, of several that are open", async () => {
    theWorld().incidents.push(incident(18));
    theWorld().pages.push(page("ana", [17]));

    await say("@watchroom resolve");
    await say("@watchroom escalate");
    expect(acts.seen).toEqual(["resolve i17", "escalate i17"]);
  });

  it("is asked which one when the page was about several, or several are open", async () => {
    theWorld().incidents.push(incident(18));
    expect(await say("@watchroom resolve")).toMatchObject({
      text: "Which one?\n\n- #18 Trouble 18\n- #17 Trouble 17",
      toAll: false,
    });

    theWorld().pages.push(page("ana", [17, 18]));
    expect((await say("@watchroom escalate"))?.text).toContain("Which one?");
    expect(acts.seen).toEqual([]);
  });

  it("is told when nothing is open", async () => {
    theWorld().incidents = [];

    expect((await say("@watchroom resolve"))?.text).toBe("Nothing is open.");
  });
});

describe("a guest", () => {
  const asGuest = (text: string, addressed = true) =>
    hear(theWorld().watch, { person: dora, text, addressed, room: "local", mayAct: false });

  it.each(["ack #17", "unack #17", "resolve #17", "escalate #17", "silence all for 2h", "signin"])(
    "is refused what changes something: %j",
    async (line) => {
      expect((await asGuest(line))?.text).toContain("is for members. Guests can read.");
      expect(acts.seen).toEqual([]);
    },
  );

  it("is not told so when they spoke to nobody", async () => {
    expect(await asGuest("ack #17", false)).toBeNull();
    expect(acts.seen).toEqual([]);
  });

  it.each(["incidents", "oncall", "here", "help", "playbook build queue"])(
    "may read: %j",
    async (line) => {
      expect((await asGuest(line))?.text).not.toContain("is for members");
    },
  );
});

describe("every command", () => {
  it("has a name of its own, and a usage that begins with it", () => {
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
    expect(COMMANDS.filter(({ name, usage }) => usage.split(" ")[0] !== name)).toEqual([]);
  });
});
