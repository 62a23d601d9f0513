import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PhonePage } from "../../src/ports/local-room-records.ts";
import { ESCALATION } from "../support/book.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

/** A room that nobody waits in, and only the one step. */
const policy = (steps: string): Readonly<Record<string, string>> => ({
  "escalation.md": ESCALATION.replace(/steps:[^]*again:/, `steps:\n${steps}\nagain:`),
});
const PUSH = policy("  - page: on-call\n    by: [push]");
const SMS = policy("  - page: on-call\n    by: [sms]");
const VOICE = policy("  - page: on-call\n    by: [voice]");

let watch: Harness;
let ana: Member;
afterEach(() => watch.close());

/** Nobody is in the room: every incident goes for Ana at once. */
const start = async (book: Readonly<Record<string, string>>): Promise<void> => {
  watch = await startWatchroom({ book });
  ana = await watch.joins("Ana");
  await ana.leaves();
};
const expectCards = async (count: number): Promise<void> => {
  for (let n = 1; n <= count; n += 1) await watch.room.expectCard(new RegExp(`^#${n} `));
};
const statuses = async (...numbers: readonly number[]): Promise<readonly unknown[]> =>
  Promise.all(numbers.map(async (n) => (await watch.incident(n))["status"]));
const pages = (): Promise<readonly PhonePage[]> => watch.phone("ana").pages();

/** The first leaves at once; what follows within ten seconds is held. */
const heldPage = async (): Promise<PhonePage> => {
  await watch.fire("a");
  await watch.phone("ana").expectPush(/^Incident 1\. a\. /);
  await watch.advance({ seconds: 1 });
  await watch.fire("b");
  await watch.fire("c");
  await watch.phone("ana").expectNothing();
  await watch.advance({ seconds: 8 });
  await watch.phone("ana").expectNothing();
  await watch.advance({ seconds: 1 });
  return (await watch.phone("ana").expectPush(/Incident 2\. b\. Incident 3\. c\. /)).page;
};

describe("pushes to one person", () => {
  beforeEach(() => start(PUSH));

  it("within ten seconds of one are held, not dropped, and leave as one page", async () => {
    expect((await heldPage()).incidents).toEqual([2, 3]);
    expect((await watch.incident(3))["deliveries"]).toHaveLength(1);
    await expectCards(3);
  });

  it("acknowledge exactly the incidents of their page", async () => {
    const page = await heldPage();

    expect(await ana.presses("1", page)).toMatchObject({ status: 200 });

    expect(await statuses(1, 2, 3)).toEqual(["triggered", "acknowledged", "acknowledged"]);
    await expectCards(3);
  });

  it("are frozen when they leave: what comes later is not acknowledged with them", async () => {
    const page = await heldPage();
    await watch.advance({ seconds: 10 });
    await watch.fire("d");
    await watch.phone("ana").expectPush(/^Incident 4\. d\. /);

    await ana.presses("1", page);

    expect(await statuses(2, 3, 4)).toEqual(["acknowledged", "acknowledged", "triggered"]);
    await expectCards(4);
  });

  it("begin with the alerts that were not yet told", async () => {
    await watch.fire("told-before");
    await watch.phone("ana").expectPush(/told-before/);
    await watch.recovers("told-before");
    await watch.fire("told-before");
    await watch.fire("quite-new");
    await watch.advance({ seconds: 10 });

    const { page } = await watch.phone("ana").expectPush(/quite-new.*told-before/);
    expect(page.incidents).toEqual([3, 2]);
    await expectCards(3);
  });

  it("name three incidents and count the rest", async () => {
    await watch.fire("first");
    await watch.phone("ana").expectPush(/first/);
    await watch.fireTogether("b", "c", "d", "e", "f");
    await watch.advance({ seconds: 10 });

    const { page } = await watch.phone("ana").expectPush(/And 2 more\./);
    expect(page.incidents.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6]);
    await expectCards(6);
  });

  it("leave to others what others have, when the key for escalating is pressed", async () => {
    await watch.fire("a");
    await watch.phone("ana").expectPush(/Incident 1/);
    await watch.fireTogether("b", "c");
    await watch.advance({ seconds: 10 });
    const { page } = await watch.phone("ana").expectPush(/Incident/);
    await watch.api.post("/api/v1/incidents/2/acknowledge", { by: "Bob" });

    await ana.presses("2", page);
    await watch.idle();

    expect(await watch.incident(2)).toMatchObject({
      status: "acknowledged",
      acknowledgedBy: { name: "Bob" },
    });
    expect(await watch.incident(3)).toMatchObject({ status: "triggered" });
    await expectCards(3);
  });

  it("are never sent when all their incidents were acknowledged meanwhile", async () => {
    await watch.fire("a");
    await watch.phone("ana").expectPush(/Incident 1/);
    await watch.fire("b");
    await watch.fire("c");
    await watch.api.post("/api/v1/incidents/2/acknowledge", { by: "bob" });
    await watch.recovers("c");

    await watch.advance({ minutes: 1 });

    await watch.phone("ana").expectNothing();
    await expectCards(3);
  });

  it("leave without the incidents that were acknowledged meanwhile", async () => {
    await watch.fire("a");
    await watch.phone("ana").expectPush(/Incident 1/);
    await watch.fire("b");
    await watch.fire("c");
    await watch.api.post("/api/v1/incidents/2/acknowledge", { by: "bob" });
    await watch.advance({ seconds: 10 });

    const { page } = await watch.phone("ana").expectPush(/^Incident 3\. c\. Press/);
    expect(page.incidents).toEqual([3]);
    await expectCards(3);
  });

  it("to one do not hold up those to another", async () => {
    await watch.fire("a");
    await watch.phone("ana").expectPush(/Incident 1/);
    await watch.fire("b");
    const bob = await watch.joins("Bob");

    await bob.says("@watchroom escalate #2 to @bob");

    await watch.room.expectMessage(/#2 goes to Bob now/);
    await watch.phone("bob").expectPush(/^Incident 2\. b\. /);
    await watch.phone("ana").expectNothing();
    await watch.advance({ seconds: 10 });
    await watch.phone("ana").expectPush(/^Incident 2\. b\. /);
    await expectCards(2);
  });
});

describe("texts to one person", () => {
  beforeEach(() => start(SMS));

  it("are five in a quarter of an hour; what comes then leaves as one when it is over", async () => {
    for (let n = 1; n <= 8; n += 1) {
      await watch.fire(`alert-${n}`);
      await watch.advance({ seconds: 20 });
    }
    for (let n = 1; n <= 5; n += 1)
      await watch.phone("ana").expectSms(new RegExp(`^Incident ${n}\\.`));
    await watch.phone("ana").expectNothing();

    await watch.advance({ minutes: 12, seconds: 9 });
    await watch.phone("ana").expectNothing();
    await watch.advance({ seconds: 1 });

    const { page } = await watch.phone("ana").expectSms(/alert-6.*alert-7.*alert-8/);
    expect(page.incidents).toEqual([6, 7, 8]);
    await expectCards(8);
  });
});

describe("calls to one person", () => {
  beforeEach(() => start(VOICE));

  it("never come within three minutes of one another", async () => {
    await watch.fire("a");
    await watch.phone("ana").expectCall(/Incident 1/);
    await watch.advance({ minutes: 1 });
    expect((await pages())[0]).toMatchObject({
      state: "ringing",
      ringsUntil: watch.clock.real() - 15_000,
    });
    await watch.fire("b");
    await watch.advance({ seconds: 109 });
    await watch.phone("ana").expectNothing();

    await watch.advance({ seconds: 1 });
    await watch.phone("ana").expectCall(/Incident 2/);
    await expectCards(2);
  });

  it("never come beside a live one, even where no other limit holds them", async () => {
    await watch.fire("a");
    await watch.phone("ana").expectCall(/Incident 1/);
    await watch.fire("b");
    const claim = (now: number): ReturnType<typeof watch.app.world.watch.pages.claim> =>
      watch.app.world.watch.pages.claim({
        handle: "ana",
        method: "voice",
        now,
        at: now,
        leaseMs: 10_000,
        limit: { count: 9, spanMs: 60_000, alone: true, each: false },
      });

    const now = watch.clock.real();
    expect(await claim(now + 1_000)).toEqual({ outcome: "held", until: now + 45_000 });
    await watch.api.post("/api/v1/incidents/2/acknowledge", { by: "ana" });
    await watch.idle();
    await expectCards(2);
  });

  it("come at once after the one before was taken, once three minutes are over", async () => {
    await watch.fire("a");
    const { page } = await watch.phone("ana").expectCall(/Incident 1/);
    await watch.fire("b");
    await ana.presses("1", page);
    expect(await statuses(1, 2)).toEqual(["acknowledged", "triggered"]);
    await watch.advance({ minutes: 2, seconds: 50 });

    await watch.phone("ana").expectCall(/^Incident 2\. b\. /);
    await expectCards(2);
  });

  it("repeat every three minutes as the policy says, five in all", async () => {
    await watch.close();
    await start(policy("  - page: on-call\n    by: [voice]\n    repeat: { every: 3m, times: 5 }"));
    await watch.fire("a");
    const at: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { page } = await watch.phone("ana").expectCall(/Incident 1/);
      at.push(page.at);
      await watch.advance({ minutes: 3 });
    }

    await watch.phone("ana").expectNothing();
    expect(at.map((instant) => (instant - (at[0] ?? 0)) / 60_000)).toEqual([0, 3, 6, 9, 12]);
    await expectCards(1);
  });
});
