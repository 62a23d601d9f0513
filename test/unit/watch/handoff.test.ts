import { describe, expect, it } from "vitest";
import { answerHandoff, type Handoff, offerHandoff } from "../../../src/watch/handoff.ts";
import { dutyNow } from "../../../src/watch/duty-now.ts";
import { take } from "../../../src/watch/take.ts";
import {
  incident,
  person,
  SUNDAY_AT_15_UTC as START,
  type World,
  world,
} from "../../support/in-memory-watch.ts";

const HOUR = 3_600_000;
const [ana, bob, cid] = [person("ana"), person("bob"), person("cid")];
const dora = person("dora", { responder: false });
const team = (): World => world(ana, bob, cid, dora);

const offer = (it: World, some: Partial<Handoff> = {}) =>
  offerHandoff(it.watch, { giver: "ana", taker: "bob", until: null, note: null, ...some });

async function offerId(it: World, some: Partial<Handoff> = {}): Promise<string> {
  const offered = await offer(it, some);
  if (offered.outcome !== "offered") throw new Error(`The offer was refused: ${offered.outcome}`);
  return offered.offer.id;
}

const accept = (it: World, id: string, by: string) =>
  answerHandoff(it.watch, { offer: id, by, accept: true });
const decline = (it: World, id: string, by: string) =>
  answerHandoff(it.watch, { offer: id, by, accept: false });
const onCall = async (it: World): Promise<string | undefined> =>
  (await dutyNow(it.watch)).onCall?.handle;

describe("a handoff", () => {
  it("leaves the giver on call until it is accepted", async () => {
    const it = team();

    const id = await offerId(it);
    expect(await onCall(it)).toBe("ana");

    expect(await accept(it, id, "bob")).toMatchObject({ outcome: "accepted", until: null });
    expect(await onCall(it)).toBe("bob");
    expect(it.offers).toEqual([]);
  });

  it("ends when it was said to end", async () => {
    const it = team();
    const id = await offerId(it, { until: START + 3 * HOUR });
    it.now += HOUR;
    await accept(it, id, "bob");

    it.now = START + 3 * HOUR - 1;
    expect(await onCall(it)).toBe("bob");
    it.now += 1;
    expect(await onCall(it)).toBe("ana");
  });

  it("tells the taker what is open", async () => {
    const it = team();
    it.incidents = [incident(16, { status: "resolved" }), incident(17), incident(18)];

    expect(await offer(it)).toMatchObject({
      outcome: "offered",
      taker: bob,
      open: [{ number: 18 }, { number: 17 }],
    });
  });

  it("keeps the note with the override", async () => {
    const it = team();
    await accept(it, await offerId(it, { note: "dentist" }), "bob");

    expect(it.overrides).toMatchObject([
      { handle: "bob", madeBy: "ana", note: "dentist", from: START },
    ]);
  });

  it("can be declined, and then not be accepted any more", async () => {
    const it = team();
    const id = await offerId(it);

    expect(await decline(it, id, "bob")).toMatchObject({ outcome: "declined" });
    expect(await accept(it, id, "bob")).toEqual({ outcome: "gone" });
    expect(await onCall(it)).toBe("ana");
  });

  it("is accepted once", async () => {
    const it = team();
    const id = await offerId(it);

    const both = await Promise.all([accept(it, id, "bob"), accept(it, id, "bob")]);

    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(["accepted", "gone"]);
    expect(it.overrides).toHaveLength(1);
  });

  it("is answered only by who was asked", async () => {
    const it = team();
    const id = await offerId(it);

    expect(await accept(it, id, "cid")).toMatchObject({ outcome: "not-yours" });
    expect(await decline(it, id, "ana")).toMatchObject({ outcome: "not-yours" });
    expect(await onCall(it)).toBe("ana");
    expect(it.offers).toHaveLength(1);
  });

  it("asked of two people goes to the first who accepts", async () => {
    const it = team();
    const toBob = await offerId(it);
    const toCid = await offerId(it, { taker: "cid" });

    expect(await accept(it, toCid, "cid")).toMatchObject({ outcome: "accepted" });
    expect(await accept(it, toBob, "bob")).toMatchObject({ outcome: "over", onCall: cid });
    expect(await onCall(it)).toBe("cid");
    expect(it.offers).toEqual([]);
  });

  it("asked twice of one person stands as it was asked last", async () => {
    const it = team();
    const first = await offerId(it, { until: START + HOUR });
    const second = await offerId(it, { until: START + 2 * HOUR });

    expect(await accept(it, first, "bob")).toEqual({ outcome: "gone" });
    expect(await accept(it, second, "bob")).toMatchObject({
      outcome: "accepted",
      until: START + 2 * HOUR,
    });
  });

  it("cannot be accepted once its time has passed", async () => {
    const it = team();
    const id = await offerId(it, { until: START + HOUR });

    it.now = START + HOUR;
    expect(await accept(it, id, "bob")).toMatchObject({ outcome: "over", onCall: ana });
    expect(it.overrides).toEqual([]);
    expect(it.offers).toEqual([]);
  });

  it("cannot be accepted once somebody else took it", async () => {
    const it = team();
    const id = await offerId(it);
    await take(it.watch, { person: "cid", until: null });

    expect(await accept(it, id, "bob")).toMatchObject({ outcome: "over", onCall: cid });
    expect(await onCall(it)).toBe("cid");
  });

  it("cannot be accepted by somebody who is no longer a responder", async () => {
    const it = team();
    const id = await offerId(it);
    it.people = [ana, person("bob", { responder: false }), cid];

    expect(await accept(it, id, "bob")).toMatchObject({ outcome: "over" });
    expect(it.overrides).toEqual([]);
  });

  it.each([
    ["to oneself", { taker: "ana" }, { outcome: "yourself" }],
    ["to nobody that is known", { taker: "zoe" }, { outcome: "unknown-person" }],
    [
      "to somebody who cannot be called",
      { taker: "dora" },
      { outcome: "not-a-responder", taker: dora },
    ],
    ["by somebody who does not have it", { giver: "cid" }, { outcome: "not-on-call", onCall: ana }],
  ])("is refused %s", async (_what, some, refusal) => {
    const it = team();

    expect(await offer(it, some)).toEqual(refusal);
    expect(it.offers).toEqual([]);
  });

  it("gives no more than the giver has", async () => {
    const it = team();
    await take(it.watch, { person: "bob", until: START + 2 * HOUR });

    expect(await offer(it, { giver: "bob", taker: "cid", until: START + 3 * HOUR })).toEqual({
      outcome: "beyond",
      until: START + 2 * HOUR,
    });

    const whole = await offerId(it, { giver: "bob", taker: "cid" });
    expect(it.offers).toMatchObject([{ id: whole, until: START + 2 * HOUR }]);
    await accept(it, whole, "cid");
    expect(await onCall(it)).toBe("cid");
    it.now = START + 2 * HOUR;
    expect(await onCall(it)).toBe("ana");
  });
});

describe("a handoff of a part of what the giver has", () => {
  it("ends where it was said to, and then the giver has the rest", async () => {
    const it = team();
    await take(it.watch, { person: "bob", until: START + 2 * HOUR });
    await accept(it, await offerId(it, { giver: "bob", taker: "cid", until: START + HOUR }), "cid");

    expect(await onCall(it)).toBe("cid");
    it.now = START + HOUR;
    expect(await onCall(it)).toBe("bob");
  });
});

describe("taking it", () => {
  it("needs nobody's consent and ends by itself", async () => {
    const it = team();

    expect(await take(it.watch, { person: "bob", until: START + 4 * HOUR })).toMatchObject({
      outcome: "taken",
      from: ana,
      override: { handle: "bob", madeBy: "bob", until: START + 4 * HOUR },
    });
    expect(await onCall(it)).toBe("bob");
    it.now += 4 * HOUR;
    expect(await onCall(it)).toBe("ana");
  });

  it("writes nothing for somebody who has it all that time anyway", async () => {
    const it = team();
    expect(await take(it.watch, { person: "ana", until: START + HOUR })).toEqual({
      outcome: "already",
      until: null,
    });

    await take(it.watch, { person: "bob", until: START + 4 * HOUR });
    expect(await take(it.watch, { person: "bob", until: START + HOUR })).toEqual({
      outcome: "already",
      until: START + 4 * HOUR,
    });
    expect(it.overrides).toHaveLength(1);
  });

  it("makes it longer for who has it", async () => {
    const it = team();
    await take(it.watch, { person: "bob", until: START + HOUR });

    expect(await take(it.watch, { person: "bob", until: START + 2 * HOUR })).toMatchObject({
      outcome: "taken",
    });
    it.now += HOUR;
    expect(await onCall(it)).toBe("bob");
  });

  it("is for responders", async () => {
    const it = team();

    expect(await take(it.watch, { person: "dora", until: null })).toEqual({
      outcome: "not-a-responder",
    });
    expect(await take(it.watch, { person: "zoe", until: null })).toEqual({
      outcome: "not-a-responder",
    });
    expect(it.overrides).toEqual([]);
  });
});

describe("cards that name who will be called", () => {
  it("are drawn again when somebody else has the duty, and only those that the room was told of", async () => {
    const it = team();
    it.incidents = [
      incident(1, { status: "triggered", told: true }),
      incident(2, { status: "triggered", told: false }),
    ];
    const id = await offerId(it);
    expect(it.redrawn).toEqual([]);

    await accept(it, id, "bob");
    expect(it.redrawn).toEqual(["i1"]);

    await take(it.watch, { person: "cid", until: null });
    expect(it.redrawn).toEqual(["i1", "i1"]);
  });
});
