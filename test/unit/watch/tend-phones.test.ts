import { beforeEach, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../src/lib/durations.ts";
import type { Delivery } from "../../../src/ports/notifier.ts";
import { phoneTroubles } from "../../../src/watch/phone-trouble.ts";
import { peopleProblems } from "../../../src/watch/status-people.ts";
import { tendPhones } from "../../../src/watch/tend-phones.ts";
import {
  person,
  SUNDAY_AT_15_UTC as NOW,
  wayOut,
  type World,
  world,
} from "../../support/in-memory-watch.ts";

const ana = person("ana", { joinedAt: 1 });
const bob = person("bob", { joinedAt: 2, name: "Bob *B*" });
const NUMBER = "+64215550189";
const RINGS = "phone has not been tested for a month: `phone test` rings you now.";
let the: World;
let told: { readonly text: string; readonly to: string }[];
let outcome: Delivery;

beforeEach(() => {
  the = world(ana, bob);
  told = [];
  outcome = { outcome: "sent", providerId: null };
  the.notifiers.set("sms", wayOut("sms", ["ana", "bob"], { name: "twilio" }));
  the.phones.has("ana", NUMBER, { verifiedAt: the.now });
  the.phones.has("bob", "+4915112345678", { verifiedAt: the.now });
});

const byDm = (...reached: readonly string[]): void =>
  void the.notifiers.set(
    "dm",
    wayOut("dm", reached, {
      tell: async (text, to) => {
        told.push({ text, to });
        return outcome;
      },
    }),
  );
const said = (): readonly string[] => [...the.sayings.values()];

describe("what is wrong with a phone", () => {
  it("of whoever is on call is said in the room by day, once a day, without the number", async () => {
    await tendPhones(the.watch);
    expect(said()).toEqual([]);

    await the.phones.remove("ana");
    await the.phones.keep({ handle: "ana", number: NUMBER, at: the.now });
    await tendPhones(the.watch);
    expect(said()).toEqual([
      "Ana is on call and their phone number is not verified. `phone` tells them how to mend it.",
    ]);

    the.sayings.clear();
    the.now += 5 * HOUR;
    await tendPhones(the.watch);
    expect(said()).toEqual([]);
    the.now += 11 * HOUR;
    await tendPhones(the.watch);
    expect(said()).toHaveLength(1);
  });

  it("is never said in the team's night", async () => {
    the.phones.known.clear();
    the.contacts.kept.clear();
    // In Berlin it is 16:00.
    the.now = NOW + 6 * HOUR;
    await tendPhones(the.watch);
    the.now = NOW + 16 * HOUR - 1;
    await tendPhones(the.watch);
    expect(said()).toEqual([]);
    the.now += 1;
    await tendPhones(the.watch);
    expect(said()).toHaveLength(1);
  });

  it("of whoever comes next is said before their shift, when that is near", async () => {
    await the.phones.note("bob", { stoppedAt: the.now });
    const from = the.now + 4 * DAY;
    the.overrides = [
      { v: 1, id: "o", handle: "bob", from, until: null, madeBy: "bob", note: null },
    ];
    await tendPhones(the.watch);
    expect(said()).toEqual([]);

    the.now = from - DAY;
    await tendPhones(the.watch);
    expect(said()).toEqual([
      String.raw`Bob \*B\* is on call next, from Thu 26 Nov 16:00, and they get no SMS: they sent STOP. ${"`phone`"} tells them how to mend it.`,
    ]);
  });

  it("is nothing while nothing that calls is set up, and not looked for twice at once", async () => {
    the.phones.known.clear();
    the.contacts.kept.clear();
    const other = Object.assign(Object.create(the.watch) as typeof the.watch, {
      leases: { hold: async () => null, release: async () => undefined },
    });
    await tendPhones(other);
    expect(said()).toEqual([]);
    the.notifiers.set("sms", wayOut("sms", ["ana"], { pretend: true }));
    await tendPhones(the.watch);
    expect(said()).toEqual([]);
    expect(await phoneTroubles(the.watch, [ana, bob])).toEqual([]);
  });

  it("stands in the status, for each responder", async () => {
    await the.phones.note("ana", {
      failing: { at: the.now, reason: "bad-destination", by: "voice" },
    });
    the.phones.known.delete("bob");
    the.contacts.kept.set("bob|phone", { state: "unreadable" });

    const problems = (await peopleProblems(the.watch)).map(({ what }) => what);

    expect(problems).toContain("Ana is a responder, and a call did not reach their phone lately.");
    expect(problems).toContainEqual(expect.stringMatching(/their phone number cannot be read/));
    await the.phones.remove("bob");
    expect(await phoneTroubles(the.watch, [bob])).toMatchObject([
      { what: "they have given no phone number" },
    ]);
  });
});

describe("a phone that was not tested for a month", () => {
  beforeEach(() => {
    byDm("ana", "bob");
    the.notifiers.set("voice", wayOut("voice", ["ana", "bob"], { name: "twilio" }));
  });

  it("is not reminded of where nothing can ring it", async () => {
    the.notifiers.delete("voice");
    the.now = NOW + 30 * DAY;
    await tendPhones(the.watch);
    expect([told, said()]).toEqual([[], []]);
  });

  it("keeps nobody waiting for a chat that does not answer", async () => {
    the.people = Array.from({ length: 8 }, (_, at) => person(`p${at}`, { joinedAt: at }));
    byDm(...the.people.map(({ handle }) => handle));
    for (const { handle } of the.people)
      the.phones.has(handle, `+6421555010${handle.slice(1)}`, { verifiedAt: NOW });
    the.now = NOW + 30 * DAY;
    outcome = { outcome: "failed", reason: "timeout", permanent: false };
    await tendPhones(the.watch);
    expect(told).toHaveLength(5);
  });

  it("is reminded of once a month, by direct message", async () => {
    await the.phones.note("bob", { testedAt: NOW + 20 * DAY });
    the.now = NOW + 30 * DAY - 1;
    await tendPhones(the.watch);
    expect(told).toEqual([]);
    the.now += 1;
    await tendPhones(the.watch);
    await tendPhones(the.watch);
    expect(told).toEqual([{ text: `Your ${RINGS}`, to: "ana" }]);
    expect(said()).toEqual([]);

    the.now += 29 * DAY;
    await tendPhones(the.watch);
    expect(told.map(({ to }) => to)).toEqual(["ana", "bob"]);
    the.now += DAY;
    await tendPhones(the.watch);
    expect(told.map(({ to }) => to)).toEqual(["ana", "bob", "ana"]);
  });

  it("is not reminded of while they sleep, wherever they are", async () => {
    the.people = [person("ana", { joinedAt: 1, zone: "Pacific/Auckland" })];
    // 04:00 there.
    the.now = NOW + 31 * DAY;
    await tendPhones(the.watch);
    expect(told).toEqual([]);
    the.now += 4 * HOUR;
    await tendPhones(the.watch);
    expect(told).toHaveLength(1);
  });

  it("is reminded of in the room, by name, where no direct message reaches them", async () => {
    byDm("ana");
    the.now = NOW + 30 * DAY;
    await tendPhones(the.watch);

    expect(told).toEqual([{ text: `Your ${RINGS}`, to: "ana" }]);
    expect(said()).toEqual([String.raw`Bob \*B\*, your ${RINGS}`]);
  });

  it("is tried again when the chat did not take it, and said in the room when it never will", async () => {
    the.now = NOW + 30 * DAY;
    outcome = { outcome: "failed", reason: "unreachable", permanent: false };
    await tendPhones(the.watch);
    expect([told.length, said()]).toEqual([2, []]);

    the.now += MINUTE;
    outcome = { outcome: "failed", reason: "bad-destination", permanent: true };
    await tendPhones(the.watch);
    expect(said()).toHaveLength(2);
    await tendPhones(the.watch);
    expect(told).toHaveLength(4);
  });

  it("is no matter of those who are not called", async () => {
    the.people = [person("ana", { responder: false })];
    the.now = NOW + 40 * DAY;
    await tendPhones(the.watch);
    expect([told, said()]).toEqual([[], []]);
  });
});
