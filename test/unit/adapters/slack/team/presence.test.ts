import { beforeEach, describe, expect, it } from "vitest";
import type {
  SlackAnswer,
  SlackFailure,
} from "../../../../../src/adapters/slack/connection/api.ts";
import { createPresence, type Presence } from "../../../../../src/adapters/slack/team/presence.ts";
import { rememberSpoke } from "../../../../../src/adapters/slack/team/spoken.ts";
import { occupancy } from "../../../../../src/presence/occupancy.ts";
import type { AdapterRecords } from "../../../../../src/ports/adapter-records.ts";
import type { PresenceAnswer, Wanted } from "../../../../../src/ports/room.ts";
import { person } from "../../../../support/in-memory-watch.ts";
import { manualClock, NOON, type ManualClock } from "../../../../support/manual-clock.ts";
import { forgetfulNotes } from "../../../../support/forgetful-notes.ts";
import { connectionBy } from "../../../../support/slack-connection.ts";

const SECOND = 1_000;
const MINUTE = 60_000;

/** A Slack of so many users, U0 and on, whose handles are `u0` and on. */
let clock: ManualClock;
let notes: AdapterRecords;
let asked: { readonly user: string; readonly at: number }[];
let restAsked: number;
let active: Set<string>;
let quiet: Set<string>;
let trouble: Map<string, Partial<SlackFailure> | "hangs" | "slow">;
let rest: Partial<SlackFailure> | null;
let noResponders: Set<string>;

beforeEach(() => {
  clock = manualClock();
  notes = forgetfulNotes(clock);
  asked = [];
  restAsked = 0;
  active = new Set();
  quiet = new Set();
  trouble = new Map();
  rest = null;
  noResponders = new Set();
});

const failure = (some: Partial<SlackFailure>): SlackFailure => ({
  outcome: "failed",
  reason: "rejected",
  permanent: false,
  error: "",
  mayHaveArrived: false,
  ...some,
});

async function call<T>(
  method: string,
  args: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<SlackAnswer<T>> {
  if (method === "dnd.teamInfo") return restOf(String(args["users"]).split(",")) as SlackAnswer<T>;
  if (method !== "users.getPresence") throw new Error(`nobody expected ${method}`);
  const user = String(args["user"]);
  asked.push({ user, at: clock.real() });
  const how = trouble.get(user) ?? trouble.get("all");
  if (how === "hangs") {
    await new Promise((resolve) => {
      signal?.addEventListener("abort", resolve);
    });
    return failure({ reason: "timeout" });
  }
  if (how === "slow") await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted === true) return failure({ reason: "timeout" });
  if (how !== undefined && how !== "slow") return failure(how);
  const data = { ok: true, presence: active.has(user) ? "active" : "away" };
  return { outcome: "answered", data: data as T };
}

function restOf(users: readonly string[]): SlackAnswer<unknown> {
  restAsked += 1;
  if (rest !== null) return failure(rest);
  const now = clock.real() / SECOND;
  const of = (user: string): object => ({
    dnd_enabled: true,
    next_dnd_start_ts: quiet.has(user) ? now - 3_600 : now + 3_600,
    next_dnd_end_ts: now + 7_200,
  });
  return {
    outcome: "answered",
    data: { ok: true, users: Object.fromEntries(users.map((user) => [user, of(user)])) },
  };
}

function room(users: number): Presence {
  const ids = Array.from({ length: users }, (_, n) => n);
  const members = ids.map((n) => ({ userId: `U${n}`, handle: `u${n}` }));
  const people = ids.map((n) =>
    person(`u${n}`, { responder: !noResponders.has(`u${n}`), joinedAt: n }),
  );
  return createPresence({
    connection: connectionBy(call),
    team: { members: () => Promise.resolve(members) },
    people: { all: () => Promise.resolve(people) },
    notes,
    clock,
  });
}

const read = (presence: Presence, wanted?: Wanted): Promise<PresenceAnswer> =>
  presence.read(new AbortController().signal, wanted);

const handles = (answer: PresenceAnswer): readonly string[] | null =>
  answer.outcome === "seen" ? answer.sightings.map(({ handle }) => handle) : null;

const users = (): readonly string[] => asked.map(({ user }) => user);

/** The most questions within any minute. */
function busiestMinute(): number {
  return Math.max(
    0,
    ...asked.map(({ at }) => asked.filter((o) => at <= o.at && o.at < at + MINUTE).length),
  );
}

const asLongAsItStands = (answer: PresenceAnswer, at: number): string =>
  answer.outcome === "seen" ? occupancy(answer.sightings, at) : "failed";

describe("who is in the channel", () => {
  it("is known from one who is active: nobody else is asked until nobody knows any more", async () => {
    active.add("U1");
    const answer = await read(room(20));

    expect(handles(answer)).toEqual(["u1"]);
    expect(asked.length).toBeLessThan(20);
    const before = asked.length;
    clock.set(NOON + 59 * SECOND);
    expect(handles(await read(room(20)))).toEqual(["u1"]);
    expect(asked).toHaveLength(before);
  });

  it("counts for as long as the room says, though the answer was a minute old when it was read", async () => {
    active.add("U0");
    await read(room(1));
    clock.set(NOON + 59 * SECOND);
    const answer = await read(room(1));

    expect(asked).toHaveLength(1);
    expect(asLongAsItStands(answer, NOON + 59 * SECOND)).toBe("occupied");
    expect(asLongAsItStands(answer, NOON + 59 * SECOND + 89 * SECOND)).toBe("occupied");
    expect(asLongAsItStands(answer, NOON + 59 * SECOND + 91 * SECOND)).toBe("unknown");
  });

  it("is asked of those first who were active at the last look", async () => {
    active.add("U17");
    await read(room(20), "all");
    asked = [];
    clock.set(NOON + MINUTE);

    await read(room(20));

    expect(users()[0]).toBe("U17");
  });

  it("is asked again of those first about whom the least is known", async () => {
    await read(room(60));
    const first = new Set(users());
    asked = [];
    clock.set(NOON + MINUTE);

    await read(room(60));

    expect(
      users()
        .slice(0, 15)
        .some((user) => first.has(user)),
    ).toBe(false);
  });

  it("is nobody when all are away, which is no failure", async () => {
    expect(await read(room(3))).toEqual({ outcome: "seen", sightings: [] });
  });

  it("is whoever wrote lately, responder or not, and then Slack is not asked at all", async () => {
    noResponders.add("u2");
    await rememberSpoke(notes, clock, "u2", NOON);
    clock.set(NOON + 9 * MINUTE);
    const answer = await read(room(3));

    expect(handles(answer)).toEqual(["u2"]);
    expect(asLongAsItStands(answer, clock.real())).toBe("occupied");
    expect([asked.length, restAsked]).toEqual([0, 0]);

    clock.set(NOON + 10 * MINUTE);
    expect(handles(await read(room(3)))).toEqual([]);
  });

  it("is nobody who may not be called, however active", async () => {
    noResponders.add("u0");
    active.add("U0");

    expect(handles(await read(room(2)))).toEqual([]);
    expect(users()).toEqual(["U1"]);
  });

  it("is not known when nobody was ever heard of: that is not an empty room", async () => {
    expect(await read(room(0))).toMatchObject({ outcome: "failed" });
  });

  it("names all that are active when all are wanted", async () => {
    for (const user of ["U3", "U7", "U12"]) active.add(user);

    expect(handles(await read(room(15), "all"))).toEqual(["u3", "u7", "u12"]);
    expect(asked).toHaveLength(15);
  });
});

describe("do-not-disturb", () => {
  it("is no presence, and whoever wants to be left alone is not asked about", async () => {
    quiet.add("U0");
    active.add("U0");

    expect(handles(await read(room(2)))).toEqual([]);
    expect(users()).toEqual(["U1"]);
    expect(restAsked).toBe(1);
  });

  it("is asked once a minute for fifty people", async () => {
    const presence = room(50);
    for (let at = 0; at < MINUTE; at += 5 * SECOND) {
      clock.set(NOON + at);
      await read(presence);
    }

    expect(restAsked).toBe(1);
    clock.set(NOON + MINUTE);
    await read(room(120));
    expect(restAsked).toBe(4);
  });

  it("that we may not see is taken as none", async () => {
    rest = { error: "missing_scope", needed: "dnd:read" };
    active.add("U1");

    expect(handles(await read(room(2)))).toEqual(["u1"]);
  });

  it("that Slack cannot tell now is as it was told last", async () => {
    quiet.add("U0");
    active.add("U0");
    await read(room(1));
    rest = { reason: "server-error" };
    clock.set(NOON + 30 * MINUTE);

    expect(handles(await read(room(1)))).toEqual([]);
  });

  it("of which nothing was ever heard leaves it open who is there", async () => {
    rest = { reason: "server-error" };
    active.add("U0");

    expect(await read(room(1))).toMatchObject({ outcome: "failed" });
  });
});

describe("Slack's limit", () => {
  it.each([
    [50, 50],
    [51, 45],
    [120, 45],
  ])(
    "holds with %i responders who are away: %i questions a minute by two processes",
    async (n, most) => {
      const [one, other] = [room(n), room(n)];
      for (let at = 0; at < 3 * MINUTE; at += 13 * SECOND) {
        clock.set(NOON + at);
        await Promise.all([read(one), read(other)]);
      }

      expect(busiestMinute()).toBeLessThanOrEqual(most);
      expect(new Set(users()).size).toBeGreaterThan(most - 1 + Number(n > most));
    },
  );

  it("lets fifty be known, and says of sixty that not all could be asked", async () => {
    expect(await read(room(50))).toEqual({ outcome: "seen", sightings: [] });
    notes = forgetfulNotes(clock);

    expect(await read(room(60))).toEqual({
      outcome: "failed",
      reason: "rate-limited",
      permanent: false,
    });
  });

  it("does not cut off those who are being asked when the last question is taken", async () => {
    trouble.set("U44", "slow");
    active.add("U44");

    expect(handles(await read(room(60)))).toEqual(["u44"]);
  });

  it("said by Slack itself ends the asking", async () => {
    trouble.set("all", { reason: "rate-limited", error: "ratelimited" });

    expect(await read(room(50))).toMatchObject({ outcome: "failed", reason: "rate-limited" });
    expect(asked.length).toBeLessThan(10);
  });
});

describe("somebody whom Slack cannot tell of", () => {
  it("holds up nobody who is there", async () => {
    trouble.set("U0", { reason: "server-error" });
    trouble.set("U1", "hangs");
    active.add("U2");

    expect(handles(await read(room(3)))).toEqual(["u2"]);
  });

  it("may be there: a room in which nobody else is cannot be called empty", async () => {
    trouble.set("U1", { reason: "server-error" });

    expect(await read(room(3))).toEqual({
      outcome: "failed",
      reason: "server-error",
      permanent: false,
    });
  });

  it.each(["user_not_found", "user_disabled", "user_not_visible"])(
    "as they are gone is not there: %s",
    async (error) => {
      trouble.set("U1", { error });

      expect(await read(room(3))).toEqual({ outcome: "seen", sightings: [] });
    },
  );
});

describe("talk", () => {
  it("is remembered by its newest, and not from the future", async () => {
    await rememberSpoke(notes, clock, "u0", NOON - MINUTE);
    await rememberSpoke(notes, clock, "u0", NOON - 2 * MINUTE);
    await rememberSpoke(notes, clock, "u1", NOON + 30 * MINUTE);
    await rememberSpoke(notes, clock, "u2", NOON - 11 * MINUTE);

    expect(await read(room(3))).toMatchObject({
      sightings: [
        { handle: "u0", spokeAt: NOON - MINUTE, connectedAt: null },
        { handle: "u1", spokeAt: NOON },
      ],
    });
  });
});
