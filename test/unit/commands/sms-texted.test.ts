import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { DAY, HOUR } from "../../../src/lib/durations.ts";
import type { Incident } from "../../../src/incidents/incident.ts";
import { BUILT_IN_POLICY } from "../../../src/incidents/policy.ts";
import { anyText } from "../../support/any-text.ts";
import { ANAS, BOBS, dialogue, type Dialogue } from "../../support/dialogue.ts";
import { stepExample } from "../../support/incident-examples.ts";
import { incident, page, SUNDAY_AT_15_UTC as NOW } from "../../support/in-memory-watch.ts";

const HELP =
  "Reply ack to acknowledge your last page, or ack 17 for one incident. Reply esc or esc 17 to call somebody else.";

let all: Dialogue;
beforeEach(() => {
  all = dialogue();
  all.it.incidents = [incident(17), incident(30)];
  all.it.pages = [page("ana", [17])];
});

const text = (words: string, some?: Parameters<Dialogue["text"]>[1]): Promise<string | null> =>
  all.text(words, some);
const acts = (): readonly string[] =>
  all.acts.map(({ number, kind, by }) => `${number} ${kind} ${by?.handle} ${by?.via}`);
const taken = (number: number, handle: string, name: string): Incident =>
  incident(number, {
    status: "acknowledged",
    phase: {
      kind: "acknowledged",
      remindAt: NOW + HOUR,
      reopenAt: NOW + HOUR,
      resume: { kind: "wait", remainingMs: 0 },
    },
    acknowledgements: [{ actor: { handle, name, via: "room" }, at: NOW, token: null }],
  });

describe("ack with a number", () => {
  it("acknowledges that incident alone", async () => {
    all.it.pages = [page("ana", [17, 30])];

    expect(await text("ack 30")).toBe("Acknowledged. You have incident 30.");
    expect(acts()).toEqual(["30 acknowledged ana sms"]);
  });

  it.each([
    ["Bob", "Bob has incident 17 already."],
    ["Łukasz “B”", 'Lukasz "B" has incident 17 already.'],
    ["ボブ", "Somebody has incident 17 already."],
  ])("of what %s has says so", async (name, answer) => {
    all.it.incidents = [taken(17, "bob", name)];

    expect(await text("ack 17")).toBe(answer);
    expect(await text("esc 17")).toBe(answer);
    expect(acts()).toEqual([]);
  });

  it("of one's own says so", async () => {
    all.it.incidents = [taken(17, "ana", "Ana")];

    expect(await text("ack 17")).toBe("You have incident 17 already.");
  });

  it("of what is over, or was never there, says so", async () => {
    all.it.incidents = [incident(17, { status: "resolved" })];

    expect(await text("ack 17")).toBe("Incident 17 is over already.");
    expect(await text("ack 18")).toBe("There is no open incident 18.");
    expect(await text("ack 0")).toBe("There is no open incident 0.");
    expect(await text("esc 99999999999999999999")).toBe(
      "There is no open incident of that number.",
    );
  });
});

describe("somebody's number", () => {
  it("is answered thirty times an hour, whoever sends in its name, and what it asks for is done all the same", async () => {
    const answers = [];
    for (let times = 0; times < 40; times += 1) answers.push(await text(`ack ${100 + times}`));

    expect(answers.filter((answer) => answer !== null)).toHaveLength(30);
    expect(await text("ack 17")).toBeNull();
    expect(acts()).toEqual(["17 acknowledged ana sms"]);
    expect(await text("ack 30", { from: BOBS })).toBe("Acknowledged. You have incident 30.");
  });
});

describe("a bare ack", () => {
  it("acknowledges what the last page was about", async () => {
    all.it.pages = [page("ana", [30]), page("ana", [17, 30], { id: "p2", method: "push" })];

    expect(await text("ack")).toBe("Acknowledged. You have incidents 17 and 30.");
    expect(acts()).toEqual(["17 acknowledged ana sms", "30 acknowledged ana sms"]);
  });

  it("takes nothing of a page that is only on its way", async () => {
    all.it.pages = [page("ana", [17]), page("ana", [17, 30], { id: "p2", state: "sending" })];
    all.deliveries.set("i17", ["ana"]);

    expect(await text("ack")).toBe("Acknowledged. You have incident 17.");
    expect(acts()).toEqual(["17 acknowledged ana sms"]);
    expect(await text("ack")).toBe("Acknowledged. You have incident 30.");
  });

  it("takes the only open one that they were called for when that page has ended", async () => {
    all.it.pages = [page("ana", [17], { state: "ended" })];
    all.deliveries.set("i30", ["ana"]).set("i17", ["bob"]);

    expect(await text("ack")).toBe("Acknowledged. You have incident 30.");
  });

  it("takes nothing of which they were never told", async () => {
    all.it.pages = [page("ana", [17], { state: "ended" })];
    all.it.incidents = [taken(17, "bob", "Bob"), incident(30)];

    expect(await text("ack")).toBe("Which one: 30? Reply ack 30, for instance.");
    expect(acts()).toEqual([]);
  });

  it("asks which when there are several", async () => {
    all.it.pages = [];
    all.deliveries.set("i30", ["ana"]).set("i17", ["ana"]);

    expect(await text("esc")).toBe("Which one: 30 or 17? Reply esc 30, for instance.");
  });

  it("of many asks which, whoever was called", async () => {
    all.it.pages = [];
    all.it.incidents = Array.from({ length: 40 }, (_, index) => incident(index + 1));
    all.deliveries.set("i5", ["ana"]);

    expect(await text("ack")).toBe("Which one: 40, 39, 38 or 37 more? Reply ack 40, for instance.");
  });

  it("says who has it, or that nothing waits", async () => {
    all.it.incidents = [taken(17, "bob", "Bob")];
    expect(await text("ack")).toBe("Bob has incident 17 already.");
    all.it.pages = [];
    expect(await text("ack")).toBe("Nothing is waiting for anybody.");
  });
});

describe("esc", () => {
  const calls = (...handles: readonly string[]): void => {
    const policy = {
      ...BUILT_IN_POLICY,
      steps: handles.map((page) => stepExample({ page, by: ["sms"] })),
    };
    all.it.incidents = [incident(17, { policy }), { ...taken(30, "ana", "Ana"), policy }];
  };

  it.each([
    [["ana"], "calls only you again"],
    [["nobody"], "calls nobody"],
  ])("says when the next step calls nobody else: %j", async (handles, words) => {
    calls(...handles);

    expect(await text("esc")).toBe(
      `Escalated, but the next step ${words}. Ask somebody in the room.`,
    );
    expect(await text("esc 30")).toContain("Escalated, but the next step for incident 30 calls");
  });

  it("escalates, also what they have themselves", async () => {
    calls("bob");

    expect(await text("esc")).toBe("Escalated. Somebody else is being called.");
    expect(await text("esc 30")).toBe("Escalated. Somebody else is being called for incident 30.");
    expect(acts().filter((act) => act.includes(" escalate "))).toEqual([
      "17 escalate ana sms",
      "30 escalate ana sms",
    ]);
  });
});

describe("an SMS", () => {
  it("of a number that nobody has verified does nothing, and hears nothing", async () => {
    for (const words of ["ack 17", "ok", "STOP", "START"])
      expect(await text(words, { from: "+15550100" })).toBeNull();
    expect(acts()).toEqual([]);
    expect(all.said).toEqual([]);
  });

  it("that is told again acts on nothing newer, and is answered the same once", async () => {
    all.it.pages = [page("ana", [17])];
    const answer = await text("ack", { id: "SM" });
    all.it.pages.push(page("ana", [30], { id: "p2" }));

    expect(await text("ack", { id: "SM" })).toBe(answer);
    expect(await text("ack", { id: "SM" })).toBeNull();
    expect(acts()).toEqual(["17 acknowledged ana sms"]);
  });

  it("that is told twice at once escalates once", async () => {
    const answers = await Promise.all([text("esc 17", { id: "SM" }), text("esc 17", { id: "SM" })]);

    expect(answers.filter((answer) => answer !== null)).toHaveLength(1);
    expect(acts().filter((act) => act.includes(" escalate "))).toHaveLength(1);
  });

  it("that two providers tell at once escalates once", async () => {
    const told = (provider: string) =>
      all.callbacks.texted({ provider, id: provider, from: ANAS, text: "esc 17" });

    await Promise.all([told("twilio"), told("telnyx")]);

    expect(acts().filter((act) => act.includes(" escalate "))).toHaveLength(1);
  });

  it("that is nearly one of ours is helped, five times an hour and number", async () => {
    for (let count = 0; count < 5; count += 1) expect(await text("akc 17")).toBe(HELP);
    expect(await text("ok")).toBeNull();
    expect(await text("ok", { from: BOBS })).toBe(HELP);
    all.it.now += HOUR;
    expect(await text("ok")).toBe(HELP);
    expect(acts()).toEqual([]);
  });

  it("with anything else is not answered", async () => {
    expect(await text("who is this?")).toBeNull();
  });

  it("never throws, answers in one SMS of ASCII, and acts only on our words", async () => {
    const words = fc.constantFrom(
      "ack",
      "esc",
      " 17",
      "#",
      "30",
      "stop",
      "yes",
      "ok",
      "acknowledge",
    );
    const any = fc.oneof(
      anyText(60),
      fc.array(words, { maxLength: 5 }).map((some) => some.join(" ")),
    );
    await fc.assert(
      fc.asyncProperty(any, async (given) => {
        all = dialogue();
        all.it.incidents = [incident(17), taken(30, "bob", "ボ".repeat(100))];
        all.it.pages = [page("ana", [17])];
        const answer = await text(given);
        expect(answer ?? "").toMatch(/^[ -~]{0,160}$/);
        expect(acts().length === 0 || /^\s*(ack|esc)/i.test(given)).toBe(true);
      }),
    );
  });
});

describe("STOP", () => {
  it("is honoured and said in the room, once, and START lifts it", async () => {
    expect(await text("STOP")).toBeNull();
    expect(await text("stop")).toBeNull();
    expect(all.phones.get("ana")?.stoppedAt).toBe(NOW);

    expect(await text("START")).toBeNull();
    expect(await text("start")).toBeNull();
    expect(all.phones.get("ana")?.stoppedAt).toBeNull();
    expect(all.said.map(({ text: words, loud }) => [words, loud])).toEqual([
      [
        "Ana has stopped SMS from watchroom: text messages do not reach them any more. START to the same number lifts it.",
        false,
      ],
      ["Text messages from watchroom reach Ana again.", false],
    ]);
    expect(new Set(all.said.map(({ id }) => id)).size).toBe(2);
  });

  it("is lifted by YES, which else is an answer that we do not know", async () => {
    expect(await text("YES")).toBe(HELP);
    await text("CANCEL");
    expect(await text("YES")).toBeNull();
    expect(all.phones.get("ana")?.stoppedAt).toBeNull();
  });

  it("shows a name as text", async () => {
    all.it.people = [{ ...all.it.people[0]!, name: "*Ana* [x](http://evil.example)" }];
    await text("STOP");

    expect(all.said[0]?.text).toMatch(/^\\\*Ana\\\* \\\[x/);
  });
});

it("an SMS that was told a day ago may be told anew", async () => {
  await text("ack 17", { id: "SM" });
  all.it.now += DAY;

  expect(await text("ack 17", { id: "SM" })).toBe("You have incident 17 already.");
});
