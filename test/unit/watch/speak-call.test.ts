import { beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../../src/lib/durations.ts";
import type { Acknowledgement } from "../../../src/incidents/incident.ts";
import { incident, page, SUNDAY_AT_15_UTC as NOW } from "../../support/in-memory-watch.ts";
import { dialogue, type Dialogue } from "../../support/dialogue.ts";

const KEYS = "Press 1 to acknowledge, 2 to escalate, 3 to hear it again.";
const PAGE = "Incident 17. Builds are queueing up, 8,200 of 5,000.";
const builds = incident(17, { title: "Builds are queueing up", value: 8_200, threshold: 5_000 });
const disk = incident(30, { title: "Disk full" });

let all: Dialogue;
beforeEach(() => {
  all = dialogue();
  all.it.incidents = [builds];
  all.it.pages = [page("ana", [17])];
});

const by = (handle: string, name: string): Acknowledgement => ({
  actor: { handle, name, via: "room" },
  at: NOW,
  token: null,
});
const round = (number: number): ReturnType<Dialogue["callbacks"]["script"]> =>
  all.callbacks.script(all.token, number);
const press = (digit: string): ReturnType<Dialogue["callbacks"]["pressed"]> =>
  all.callbacks.pressed(all.token, digit);
const acts = (): readonly string[] =>
  all.acts.map(({ number, kind, by: actor }) => `${number} ${kind} ${actor?.handle} ${actor?.via}`);
const has = (...given: readonly Acknowledgement[]): void => {
  all.it.incidents = [{ ...builds, status: "acknowledged", acknowledgements: given }];
};

describe("a call", () => {
  it("says the page and its keys three times, and hangs up when nobody presses one", async () => {
    for (const number of [1, 2, 3])
      expect(await round(number)).toEqual({
        say: ["This is watchroom.", PAGE, KEYS],
        keys: { silence: number + 1 },
      });
    expect(await round(4)).toEqual({
      say: ["Nobody pressed a key.", "We will call again."],
      keys: null,
    });
    expect(acts()).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, 1e9])(
    "of a round that there is not hangs up: %d",
    async (number) => {
      expect(await round(number)).toMatchObject({ keys: null });
    },
  );

  it("says only what still needs somebody", async () => {
    all.it.incidents = [{ ...builds, status: "resolved" }, disk];
    all.it.pages = [page("ana", [17, 30])];

    expect(await round(1)).toMatchObject({
      say: ["This is watchroom.", "Incident 30. Disk full.", KEYS],
    });
  });

  it.each([
    [[by("bob", "Bob")], "Bob has it already."],
    [[by("bob", "Bob *B* 🔥"), by("eve", "🔥")], "Bob B and Somebody have it already."],
    [["b", "c", "d", "e", "f"].map((one) => by(one, one)), "b, c, d and 2 more have it already."],
    [[by("bob", "Bob"), by("ana", "Ana")], "You have it already."],
  ])("whose page somebody has taken says who, and hangs up: %#", async (given, words) => {
    has(...given);

    expect(await round(1)).toEqual({ say: [words, "Goodbye."], keys: null });
    expect(await press("1")).toEqual({ say: [words, "Goodbye."], keys: null });
    expect(acts()).toEqual([]);
  });

  it("whose page is over, or silenced, says so", async () => {
    all.it.incidents = [{ ...builds, status: "resolved" }];
    expect((await round(1))?.say).toEqual(["It is over.", "Goodbye."]);
    all.it.incidents = [{ ...builds, phase: { kind: "silenced", until: NOW + DAY } }];
    expect((await round(1))?.say).toEqual(["It is silenced.", "Goodbye."]);
    all.it.incidents = [];
    expect((await round(1))?.say).toEqual([
      "This page is no longer known. Look at the room.",
      "Goodbye.",
    ]);
  });

  it("that nobody can look up says that somebody is needed, listens, and does not go on for ever", async () => {
    all.broken = new Error("away");

    expect(await round(2)).toEqual({
      say: ["Somebody is needed. watchroom cannot look up why just now.", KEYS],
      keys: { silence: 3 },
    });
    expect(await round(3)).toMatchObject({ keys: { silence: null } });
    expect(await press("1")).toMatchObject({
      say: ["watchroom cannot take the key just now. Press it again.", KEYS],
      keys: { silence: 1 },
    });
    all.broken = null;
    expect((await press("1"))?.say).toEqual(["Acknowledged. You have incident 17."]);
  });

  it("hides no fault of ours", async () => {
    all.broken = new Error("a bug");

    await expect(round(1)).rejects.toThrow("a bug");
    await expect(press("1")).rejects.toThrow("a bug");
  });

  it("by a token that is forged, has expired, or is of nothing known says nothing", async () => {
    expect(await all.callbacks.script(`${all.token}x`, 1)).toBeNull();
    expect(await all.callbacks.pressed("", "1")).toBeNull();
    const { tokens } = all.watch;
    const unknown = { kind: "page", page: "p9", attempt: 1, notifier: "twilio" } as const;
    expect(await all.callbacks.pressed(tokens.of(unknown, NOW), "1")).toBeNull();
    all.it.now = NOW + 3 * DAY;
    expect(await round(1)).toBeNull();
    expect(await press("1")).toBeNull();
    expect(acts()).toEqual([]);
  });
});

describe("a key", () => {
  it("1 acknowledges exactly the incidents of the page, by its person", async () => {
    all.it.incidents = [builds, disk, incident(31)];
    all.it.pages = [page("ana", [17, 30])];

    expect(await press("1")).toEqual({
      say: ["Acknowledged. You have incidents 17 and 30."],
      keys: null,
    });
    expect(acts()).toEqual(["17 acknowledged ana voice", "30 acknowledged ana voice"]);
    expect(all.it.pages[0]?.state).toBe("ended");
  });

  it("pressed in both of two calls for one page acts once, and the second is told so", async () => {
    const other = all.watch.tokens.of(
      { kind: "page", page: "p1", attempt: 2, notifier: "telnyx" },
      NOW,
    );
    await press("1");

    expect(await all.callbacks.pressed(other, "1")).toEqual({
      say: ["You have it already.", "Goodbye."],
      keys: null,
    });
    expect(acts()).toHaveLength(1);
  });

  it("2 escalates", async () => {
    all.it.incidents = [
      {
        ...builds,
        phase: {
          kind: "step",
          round: 1,
          step: 2,
          startedAt: NOW,
          plannedAt: NOW,
          shots: 1,
          asked: ["1.2/ana/voice"],
          failed: [],
          late: null,
        },
      },
    ];

    expect(await press("2")).toEqual({
      say: ["Escalated. Somebody else is being called."],
      keys: null,
    });
    expect(acts()[0]).toBe("17 escalate ana voice");
    expect((await press("1"))?.say).toEqual([
      "This page was answered before. Incident 17 waits for somebody: look at the room.",
      "Goodbye.",
    ]);
    expect(acts().filter((act) => act.includes("acknowledged"))).toEqual([]);
  });

  it("3 says it again", async () => {
    expect(await press("3")).toEqual(await round(1));
  });

  it.each(["4", "0", "*", "#", "", "17", "x"])("%j is answered with the keys", async (digit) => {
    expect(await press(digit)).toEqual({ say: [KEYS], keys: { silence: 2 } });
    expect(acts()).toEqual([]);
  });

  it("proves the phone, also one that was failing", async () => {
    const known = all.phones.get("ana")!;
    all.phones.set("ana", {
      ...known,
      failing: { at: 1, reason: "bad-destination", by: "sms" },
    });
    await press("");
    await press("#");
    expect(all.phones.get("ana")?.testedAt).toBeNull();

    await press("3");

    expect(all.phones.get("ana")).toMatchObject({ testedAt: NOW, failing: null });
    expect(all.phones.get("bob")?.testedAt).toBeNull();
  });

  it("does not keep a call going for ever, and 1 counts at any time", async () => {
    for (let document = 0; document < 10; document += 1)
      expect(await press("3")).toMatchObject({ keys: { silence: 2 } });

    expect(await press("3")).toEqual({
      say: ["It is not said again in this call.", "We will call again."],
      keys: null,
    });
    expect(await round(1)).toMatchObject({ keys: null });
    expect((await press("1"))?.say).toEqual(["Acknowledged. You have incident 17."]);
  });
});

describe("a test call", () => {
  const test = (): string =>
    all.watch.tokens.of({ kind: "test", handle: "ana", method: "voice" }, NOW);

  it("says that nothing is wrong, and 1 proves the phone", async () => {
    const token = test();
    expect(await all.callbacks.script(token, 1)).toEqual({
      say: [
        "This is watchroom.",
        "This is a test for Ana. Nothing is wrong.",
        "Press 1 to say that you hear it.",
      ],
      keys: { silence: 2 },
    });
    expect(await all.callbacks.pressed(token, "2")).toMatchObject({
      say: ["Press 1 to say that you hear it."],
    });
    expect(await all.callbacks.pressed(token, "3")).toEqual(await all.callbacks.script(token, 1));
    expect(all.phones.get("ana")?.testedAt).toBeNull();

    expect(await all.callbacks.pressed(token, "1")).toEqual({
      say: ["Thank you. The test has worked."],
      keys: null,
    });
    expect(all.phones.get("ana")).toMatchObject({ testedAt: NOW });
  });

  it("that nobody answers is not repeated", async () => {
    expect(await all.callbacks.script(test(), 4)).toEqual({
      say: ["Nobody pressed a key.", "Goodbye."],
      keys: null,
    });
  });

  it.each([
    ["voice", "bad-destination", true],
    ["sms", "bad-destination", true],
    ["push", "bad-destination", false],
    ["voice", "timeout", false],
  ] as const)(
    "by %s that fails as %s: the phone is failing: %s",
    async (method, reason, isFailing) => {
      const token = all.watch.tokens.of({ kind: "test", handle: "ana", method }, NOW);
      const failure = { outcome: "failed", reason, permanent: true } as const;
      const progress = {
        providerId: null,
        sequence: null,
        state: { kind: "failed", failure },
      } as const;

      expect(await all.callbacks.reported(token, progress)).toBe(true);
      expect(all.phones.get("ana")?.failing).toEqual(
        isFailing ? { at: NOW, reason, by: method } : null,
      );
      expect(await all.callbacks.reported(`${token}x`, progress)).toBe(false);
    },
  );
});
