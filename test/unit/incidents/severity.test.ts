import { describe, expect, test } from "vitest";
import {
  actorExample,
  course,
  MIN,
  reachableExample,
  START,
} from "../../support/incident-examples.ts";

const asleepUntil = (minute: number) => ({
  people: [reachableExample("ana", { awake: false, awakeAt: START + minute * MIN })],
});
const awake = (changes = {}) => ({ people: [reachableExample("ana", changes)] });

describe("a warning", () => {
  test("stays in the room and is one direct message to whoever is on call", () => {
    const story = course({ severity: "warning" });

    expect(story.effects()).toEqual(["card"]);
    story.until(10_000);

    expect(story.pages()).toEqual(["10 ana dm"]);
    expect(story.nextAt()).toBeNull();
  });

  test("waits for their next awake hour", () => {
    const story = course({ severity: "warning", facts: asleepUntil(300) });

    story.until(299);
    expect(story.pages()).toEqual([]);
    expect(story.nextAt()).toBe(300);
    story.facts(awake());
    story.until(10_000);

    expect(story.pages()).toEqual(["300 ana dm"]);
  });

  test("goes on waiting when they still sleep by then", () => {
    const story = course({ severity: "warning", facts: asleepUntil(300) });

    story.until(300);
    expect(story.nextAt()).toBe(301);
    story.facts(asleepUntil(400));
    story.until(301);

    expect(story.nextAt()).toBe(400);
  });

  test("is a push where there is no direct message", () => {
    const story = course({ severity: "warning", facts: awake({ methods: ["push", "sms"] }) });

    story.until(10_000);

    expect(story.pages()).toEqual(["10 ana push"]);
  });

  test("is never an SMS or a call, but said in the room", () => {
    const story = course({ severity: "warning", facts: awake({ methods: ["sms", "voice"] }) });

    story.until(10_000);

    expect(story.pages()).toEqual([]);
    expect(story.said()).toEqual([`10 ${NOT_TOLD}`]);
  });

  test("does not leave the room early when it is empty", () => {
    const story = course({ severity: "warning", facts: { occupancy: "empty" } });

    expect(story.phase()).toBe("waiting");
    story.until(9);

    expect(story.pages()).toEqual([]);
  });

  test("looks again each hour while nobody is on call", () => {
    const story = course({ severity: "warning", facts: { people: [], onCall: null } });

    story.until(10);
    expect(story.nextAt()).toBe(70);
    story.facts({ ...awake(), onCall: "ana" });
    story.until(70);

    expect(story.pages()).toEqual(["70 ana dm"]);
  });

  test("that somebody has is no message, and is not called about", () => {
    const story = course({ severity: "warning" });
    story.acknowledge(5, "bob");

    story.until(10_000);

    expect(story.pages()).toEqual([]);
    expect(story.said()).toEqual([]);
  });

  test("taken back before its message went out is still one message", () => {
    const story = course({ severity: "warning", facts: asleepUntil(300) });
    story.acknowledge(15, "bob", { token: "eyes" });
    story.unacknowledge(16, "bob", "eyes");

    story.facts(awake());
    story.until(10_000);

    expect(story.pages()).toEqual(["300 ana dm"]);
  });
});

const NOT_TOLD = "Ana could not be told: no direct message or push reaches them.";

describe("a warning's message that failed for good", () => {
  test("goes by push, once, however often it is told", () => {
    const story = course({ severity: "warning" });

    story.fails(11, "note/ana/dm", "note/ana/dm");

    expect(story.pages()).toEqual(["10 ana dm", "11 ana push"]);
    expect(story.timeline().slice(-2)).toMatchObject([
      { kind: "unreachable", text: "note/ana/dm" },
      { kind: "messaged", text: "Ana" },
    ]);
    expect(story.said()).toEqual([]);
  });

  test("is said in the room, once, when no way is left", () => {
    const story = course({ severity: "warning" });

    story.fails(11, "note/ana/dm", "note/ana/push", "note/ana/push");
    story.fails(12, "note/ana/dm");

    expect(story.pages()).toEqual(["10 ana dm", "11 ana push"]);
    expect(story.said()).toEqual([`11 ${NOT_TOLD}`]);
    expect(story.nextAt()).toBeNull();
  });

  test("means nothing when it was asked for before somebody had it", () => {
    const story = course({ severity: "warning" });
    story.until(10);
    const { generation } = story.incident();
    story.acknowledge(11, "bob", { token: "eyes" });
    story.unacknowledge(12, "bob", "eyes");

    const late = story.at(13, { kind: "undeliverable", asked: "note/ana/dm", generation });

    expect(story.phase()).toBe("noting");
    expect(late).toMatchObject({ changed: false, effects: [] });
  });
});

describe("info", () => {
  test("is only recorded", () => {
    const story = course({ severity: "info", facts: { occupancy: "empty" } });

    story.until(10_000);

    expect(story.incident()).toMatchObject({ told: false, status: "triggered" });
    expect(story.effects()).toEqual([]);
    expect(story.pages()).toEqual([]);
    expect(story.nextAt()).toBeNull();
  });

  test("resolves without a word", () => {
    const story = course({ severity: "info" });

    story.at(5, { kind: "recovered" });

    expect(story.effects("card")).toEqual([]);
    expect(story.incident().status).toBe("resolved");
  });
});

describe("the severity of an open incident", () => {
  test.each([
    ["critical", "warning"],
    ["critical", "critical"],
    ["warning", "info"],
  ] as const)("of %s does not change when %s is signalled", (severity, signalled) => {
    const story = course({ severity });

    const decision = story.at(3, { kind: "fired", severity: signalled });

    expect(decision).toMatchObject({ changed: false, effects: [], timeline: [] });
    expect(story.incident().severity).toBe(severity);
  });

  test("starts the policy as if opened now when it rises to critical", () => {
    const story = course({ severity: "warning" });

    story.at(7, { kind: "fired", severity: "critical" });
    expect(story.phase()).toBe("waiting");
    story.until(16);
    expect(story.pages()).toEqual([]);
    story.until(17);

    expect(story.pages()).toEqual(["17 ana dm", "17 ana push"]);
    expect(story.timeline()).toContainEqual(
      expect.objectContaining({ kind: "severity", text: "warning to critical" }),
    );
  });

  test("calls at once when it rises to critical in an empty room", () => {
    const story = course({ severity: "warning", facts: { occupancy: "empty" } });

    story.at(7, { kind: "fired", severity: "critical" });

    expect(story.pages()).toEqual(["7 ana dm", "7 ana push"]);
  });

  test("takes it out of somebody's hand when it rises to critical", () => {
    const story = course({ severity: "warning" });
    story.acknowledge(5, "bob");

    story.at(7, { kind: "fired", severity: "critical" });

    expect(story.incident()).toMatchObject({
      status: "triggered",
      acknowledgements: [],
      acknowledgedBy: null,
    });
    expect(story.nextAt()).not.toBeNull();
  });

  test("posts it when it rises from info", () => {
    const story = course({ severity: "info" });

    story.at(7, { kind: "fired", severity: "critical" });

    expect(story.incident().told).toBe(true);
    expect(story.effects("card")).toEqual(["card"]);
    story.until(17);
    expect(story.pages()).toEqual(["17 ana dm", "17 ana push"]);
  });

  test("makes it a warning as any other when it rises from info to warning", () => {
    const story = course({ severity: "info" });

    story.at(7, { kind: "fired", severity: "warning" });
    expect(story.incident().told).toBe(true);
    expect(story.effects("card")).toEqual(["card"]);
    story.until(10_000);

    expect(story.pages()).toEqual(["17 ana dm"]);
  });

  test("leaves it with whoever has it when it rises from info to warning", () => {
    const story = course({ severity: "info" });
    story.acknowledge(5, "bob");

    story.at(7, { kind: "fired", severity: "warning" });

    expect(story.incident()).toMatchObject({ status: "acknowledged", severity: "warning" });
    story.until(60);
    expect(story.pages()).toEqual([]);
    story.unacknowledge(61, "bob");
    story.until(10_000);
    expect(story.pages()).toEqual(["71 ana dm"]);
  });

  test("rises during a silence without a word, and counts when it ends", () => {
    const story = course({ severity: "warning", silencedUntil: START + 60 * MIN });

    story.at(7, { kind: "fired", severity: "critical" });
    expect(story.effects()).toEqual([]);
    expect(story.phase()).toBe("silenced");
    story.until(70);

    expect(story.pages()).toEqual(["70 ana dm", "70 ana push"]);
  });

  test("rises to critical when somebody escalates, and never falls again", () => {
    const story = course({ severity: "warning" });
    story.at(2, { kind: "escalate", by: actorExample("dave"), to: null });

    story.at(3, { kind: "fired", severity: "warning" });

    expect(story.incident().severity).toBe("critical");
  });
});
