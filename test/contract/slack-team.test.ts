import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPresence } from "../../src/adapters/slack/team/presence.ts";
import { createTeam, type SlackTeam } from "../../src/adapters/slack/team/team.ts";
import { whoIsOnCall } from "../../src/oncall/who-is-on-call.ts";
import type { Person } from "../../src/oncall/person.ts";
import type { AdapterRecords } from "../../src/ports/adapter-records.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { manualClock, NOON, type ManualClock } from "../support/manual-clock.ts";
import { forgetfulNotes } from "../support/forgetful-notes.ts";
import { recordedLog, type RecordedLog } from "../support/quiet-log.ts";
import { connectionTo } from "../support/slack-connection.ts";
import { until } from "../support/until.ts";
import { startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const HOUR = 3_600_000;
const AT_ONCE = { paceMs: 0, againMs: 0 };

let server: StoreServer;
let store: StoreWorld;
let slack: SlackServer;
let clock: ManualClock;
let notes: AdapterRecords;
let team: SlackTeam;
let log: RecordedLog;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  store = await server.fresh();
  clock = manualClock();
  slack = await startSlackServer({ now: () => clock.real() });
  notes = forgetfulNotes(clock);
  log = recordedLog();
  team = process();
});
afterEach(() => slack.close());

/** Another process of ours. */
function process(): SlackTeam {
  const { identities } = store.watch;
  const connection = connectionTo(slack);
  return createTeam({ connection, identities, notes, clock, log, ...AT_ONCE });
}

const sync = (by = team): Promise<void> => by.syncTeam(new AbortController().signal);
const everybody = (): Promise<readonly Person[]> => store.watch.people.all();
const handles = async (): Promise<readonly string[]> =>
  (await everybody()).map(({ handle }) => handle);
const known = async (handle: string): Promise<Person | null> => store.watch.people.find(handle);
const later = (ms = 1): void => clock.set(clock.real() + ms);
const isAway = (): (() => void) => slack.fails("*", "refuse", Infinity);

describe("somebody of the channel", () => {
  it("is a person who can be paged, named and mentioned as in Slack, in their own zone", async () => {
    slack.adds({ id: "U1", name: "ana.lopez", display_name: "Ana", tz: "Europe/Madrid" });

    const person = {
      v: 1,
      handle: "ana-lopez",
      name: "Ana",
      joinedAt: NOON,
      responder: true,
      zone: "Europe/Madrid",
      joinedBy: "slack",
    };
    expect(await team.identify("U1")).toEqual({ kind: "member", person });
    expect(await everybody()).toEqual([person]);
    expect(await team.userOf("ana-lopez")).toBe("U1");
    expect(await team.userOf("zoe")).toBeNull();
  });

  it.each([
    ["a guest", { is_restricted: true }, { kind: "guest", name: "x" }],
    ["a guest of one channel", { is_ultra_restricted: true }, { kind: "guest", name: "x" }],
    ["a stranger", { is_stranger: true }, { kind: "guest", name: "x" }],
    ["of another organisation", { team_id: "T9" }, { kind: "guest", name: "x" }],
    ["a guest who is elsewhere", { is_restricted: true, channels: [] }, { kind: "nobody" }],
    ["a member who is elsewhere", { channels: [] }, { kind: "elsewhere", name: "x" }],
    ["an app", { is_bot: true }, { kind: "nobody" }],
    ["deactivated", { deleted: true }, { kind: "nobody" }],
  ])("who is %s is no person of the team", async (_who, some, found) => {
    slack.adds({ id: "U1", name: "x", ...some });

    expect(await team.identify("U1")).toEqual(found);
    expect(await everybody()).toEqual([]);
  });

  it("whom Slack does not know is nobody, and so are Slackbot and we", async () => {
    for (const id of ["U404", "USLACKBOT", slack.bot.userId])
      expect(await team.identify(id)).toEqual({ kind: "nobody" });
  });

  it("has a number when somebody else has the handle, on the page or in Slack", async () => {
    await store.watch.people.add({
      v: 1,
      handle: "ana",
      name: "Ana",
      joinedAt: 1,
      responder: true,
      zone: null,
    });
    for (const id of ["U1", "U2"]) slack.adds({ id, name: "ana" });
    slack.adds(
      { id: "U3", name: "here", display_name: "Here" },
      { id: "U4", name: "🎉", display_name: "🎉" },
    );

    for (const id of ["U1", "U2", "U3", "U4"]) await team.identify(id);

    expect((await handles()).toSorted()).toEqual(["ana", "ana-2", "ana-3", "u3", "u4"]);
    expect(await team.userOf("ana")).toBeNull();
  });

  it("whom two processes meet at once becomes one person", async () => {
    slack.adds({ id: "U1", name: "ana" }, { id: "U2", name: "ana" });
    const other = process();

    await Promise.all(
      [team, other, team, other].flatMap((by) => [by.identify("U1"), by.identify("U2")]),
    );

    expect((await handles()).toSorted()).toEqual(["ana", "ana-2"]);
  });

  it("is asked about once a day", async () => {
    slack.adds({ id: "U1", name: "ana" });

    for (const hours of [0, 1, 0.5, 22]) {
      later(hours * HOUR);
      await team.identify("U1");
    }
    expect(slack.calls("users.info")).toHaveLength(1);
    later(HOUR);
    await team.identify("U1");
    expect(slack.calls("users.info")).toHaveLength(2);
  });

  it("is known while Slack is away, and whoever was never met is not", async () => {
    slack.adds({ id: "U1", name: "ana" });
    await team.identify("U1");
    isAway();
    later(72 * HOUR);

    expect(await team.identify("U1")).toMatchObject({ kind: "member" });
    expect(await team.identify("U2")).toEqual({ kind: "unknown" });
  });
});

describe("somebody who changes", () => {
  beforeEach(async () => {
    slack.adds(
      { id: "U1", name: "ana", display_name: "Ana", tz: "Europe/Madrid" },
      { id: "U2", name: "bob", display_name: "Bob" },
    );
    await sync();
    later();
  });

  const changes = async (id: string, change: object): Promise<void> => {
    await slack.user(id).changes(change);
    await team.changed(id);
    later();
  };

  it("has the new name and zone, and keeps the handle", async () => {
    await changes("U1", { name: "anna", display_name: "Anna", tz: "Asia/Tokyo" });

    expect(await known("ana")).toMatchObject({ name: "Anna", zone: "Asia/Tokyo" });
    expect(await handles()).toEqual(["ana", "bob"]);
  });

  it("keeps what they chose here", async () => {
    await store.watch.people.change("ana", (now) => ({ ...now, zone: "Pacific/Auckland" }));

    await changes("U1", { display_name: "Anna", tz: "Asia/Tokyo" });

    expect(await known("ana")).toMatchObject({ name: "Anna", zone: "Pacific/Auckland" });
    await store.watch.people.change("ana", (now) => ({ ...now, name: "Captain" }));
    await changes("U1", { display_name: "Ann" });
    expect(await known("ana")).toMatchObject({ name: "Captain" });
  });

  it.each([
    ["is deactivated", { deleted: true }, { deleted: false }],
    ["becomes a guest", { is_restricted: true }, { is_restricted: false }],
  ])(
    "and %s is on call no more, and is again what they were when that is undone",
    async (_what, away, back) => {
      await changes("U1", away);

      expect(await known("ana")).toMatchObject({ responder: false });
      expect(
        whoIsOnCall({ people: await everybody(), overrides: [], now: NOON }).order,
      ).toMatchObject([{ handle: "bob" }]);
      expect(await team.userOf("ana")).toBeNull();
      expect((await team.members()).map(({ userId }) => userId)).toEqual(["U2"]);

      await changes("U1", back);
      expect(await known("ana")).toMatchObject({ responder: true });
      expect(await team.userOf("ana")).toBe("U1");
    },
  );

  it("and leaves the channel is not called any more, also while Slack is away; whoever did not want to be called comes back so", async () => {
    await store.watch.people.change("bob", (now) => ({ ...now, responder: false }));
    const mend = isAway();
    for (const id of ["U1", "U2"]) await team.left(id);
    expect(await everybody()).toMatchObject([{ responder: false }, { responder: false }]);
    mend();

    later();
    for (const id of ["U1", "U2"]) await team.changed(id);

    expect(await everybody()).toMatchObject([{ responder: true }, { responder: false }]);
  });

  it("and leaves, as an event of yesterday says, has been back for long", async () => {
    await team.left("U1");

    expect(await known("ana")).toMatchObject({ responder: true });
  });

  it("and whose handle was theirs keeps it while they are away", async () => {
    await slack.user("U1").leaves();
    await team.left("U1");
    slack.adds({ id: "U3", name: "ana" });
    later();
    await team.changed("U3");

    expect(await handles()).toEqual(["ana", "bob", "ana-2"]);
  });

  it("and is nobody of ours costs two questions in ten seconds at most", async () => {
    for (let n = 0; n < 50; n += 1) slack.adds({ id: `W${n}`, name: `w${n}`, channels: [] });
    const before = slack.calls().length;

    for (let n = 0; n < 50; n += 1) await team.changed(`W${n}`);

    expect(slack.calls().length - before).toBe(2);
  });
});

describe("the whole channel", () => {
  it("of a hundred and ten comes in at the start, in its order, with nobody who does not belong there", async () => {
    const names = Array.from({ length: 110 }, (_, n) => `p${n}`);
    slack.adds(...names.map((name) => ({ id: `U${name}`, name })));
    slack.adds(
      { id: "UG", name: "guest", is_restricted: true },
      { id: "UX", name: "other", team_id: "T9" },
      { id: "UB", name: "app", is_bot: true },
      { id: "UD", name: "gone", deleted: true },
      { id: "UE", name: "elsewhere", channels: [] },
    );

    await sync();

    const people = await everybody();
    expect(people.map(({ handle }) => handle)).toEqual(names);
    expect(people.every(({ responder }) => responder)).toBe(true);
    expect(new Set(people.map(({ joinedAt }) => joinedAt)).size).toBe(110);
    expect(slack.calls("users.info")).toHaveLength(114);
  });

  it("is asked for by one of two processes that start together, and not asked for again within a day", async () => {
    slack.adds(...["ana", "bob", "cid"].map((name) => ({ id: `U${name}`, name })));

    await Promise.all([sync(), sync(process())]);
    later(HOUR);
    await sync();

    expect(await handles()).toEqual(["ana", "bob", "cid"]);
    expect(slack.calls("users.info")).toHaveLength(3);
  });

  it("stands down whoever left while we were not there", async () => {
    slack.adds({ id: "U1", name: "ana" }, { id: "U2", name: "bob" });
    await sync();
    await slack.user("U1").leaves();
    later(HOUR);

    await sync();

    expect(await everybody()).toMatchObject([
      { handle: "ana", responder: false },
      { handle: "bob", responder: true },
    ]);
  });

  it("is complete though Slack fails to tell of some at first", async () => {
    slack.adds(...["ana", "bob"].map((name) => ({ id: `U${name}`, name })));
    slack.fails("users.info", { status: 503 });

    await sync();

    expect(await handles()).toEqual(["ana", "bob"]);
  });

  it("is asked for until Slack answers, and stays as it is meanwhile", async () => {
    slack.adds({ id: "U1", name: "ana" });
    await sync();
    const mend = isAway();
    slack.adds({ id: "U2", name: "bob" });
    later(HOUR);

    const done = sync();
    await until("it is asked again", 2_000, () => slack.calls("conversations.members").length > 3);
    expect(await everybody()).toMatchObject([{ handle: "ana", responder: true }]);
    expect(log.lines.map(({ level }) => level)).toEqual(["warn"]);
    mend();
    await Promise.all([done, sync()]);

    expect(await handles()).toEqual(["ana", "bob"]);
  });

  it("is asked for no more once we stop", async () => {
    isAway();
    const stop = new AbortController();
    const done = team.syncTeam(stop.signal);
    stop.abort();

    await done;
    expect(await everybody()).toEqual([]);
  });
});

describe("a line", () => {
  it("names people by their handles, us by our name, and guests by theirs", async () => {
    slack.adds(
      { id: "U1", name: "ana.lopez" },
      { id: "U2", name: "gus", display_name: "Gus", is_restricted: true },
    );
    const line = `<@${slack.bot.userId}> page <@U1>, <@U2> &amp; <@U404|zoe> in <#C1|ops>`;

    expect(await team.withHandles(line)).toBe("@watchroom page @ana-lopez, @Gus & @zoe in #ops");
  });

  it("or a reaction by a member is presence; by a guest it is not", async () => {
    slack.adds({ id: "U1", name: "ana" }, { id: "U2", name: "gus", is_restricted: true });
    const presence = createPresence({
      connection: connectionTo(slack),
      team,
      people: store.watch.people,
      notes,
      clock,
    });
    await sync();

    await team.spoke("U2", clock.real());
    expect(await presence.read(new AbortController().signal)).toMatchObject({ sightings: [] });
    await team.spoke("U1", clock.real());

    expect(await presence.read(new AbortController().signal)).toMatchObject({
      sightings: [{ handle: "ana", spokeAt: clock.real() }],
    });
  });
});

describe("the presence of sixty people", () => {
  it("is found out within Slack's limits, whoever of them is there", async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `U${n}`);
    slack.adds(...ids.map((id) => ({ id, name: id })));
    slack.dnd("U58", true);
    slack.presence("U58", "active");
    await sync();
    const read = (): ReturnType<ReturnType<typeof createPresence>["read"]> =>
      createPresence({
        connection: connectionTo(slack),
        team,
        people: store.watch.people,
        notes,
        clock,
      }).read(new AbortController().signal);

    expect(await read()).toMatchObject({ outcome: "failed", reason: "rate-limited" });
    slack.presence("U59", "active");
    later(60_000);
    expect(await read()).toMatchObject({ outcome: "seen", sightings: [{ handle: "u59" }] });
    slack.presence("U59", "away");
    slack.presence("U3", "active");
    const found: string[] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      later(60_000);
      const answer = await read();
      found.push(answer.outcome === "seen" ? (answer.sightings[0]?.handle ?? "") : "unknown");
    }
    expect(found.at(-1)).toBe("u3");
    expect(found).not.toContain("");

    expect(slack.busiestMinute("users.getPresence")).toBeLessThanOrEqual(45);
    expect(slack.busiestMinute("dnd.teamInfo")).toBeLessThanOrEqual(2);
    isAway();
    later(60_000);
    expect(await read()).toMatchObject({ outcome: "failed" });
  });
});
