import { describe, expect, test } from "vitest";
import type { IncidentEvent } from "../../../src/incidents/incident.ts";
import { isPageable } from "../../../src/incidents/change.ts";
import { actorExample, course, MIN, START } from "../../support/incident-examples.ts";

const silence = (untilMinute: number): IncidentEvent => ({
  kind: "silence",
  by: actorExample("dave"),
  until: START + untilMinute * MIN,
});

describe("what opens in a silence", () => {
  test("is neither posted nor paged, and wakes at its end", () => {
    const story = course({ silencedUntil: START + 60 * MIN, facts: { occupancy: "empty" } });

    expect(story.phase()).toBe("silenced");
    expect(story.effects()).toEqual([]);
    expect(story.incident()).toMatchObject({ told: false, status: "triggered" });
    expect(story.nextAt()).toBe(60);
    expect(isPageable(story.incident())).toBe(false);
  });

  test("is posted at its end, and has the whole wait from there", () => {
    const story = course({ silencedUntil: START + 60 * MIN });

    story.until(60);
    expect(story.effects()).toEqual(["card"]);
    expect(story.incident().told).toBe(true);
    story.until(69);
    expect(story.pages()).toEqual([]);
    story.until(70);

    expect(story.pages()).toEqual(["70 ana dm", "70 ana push"]);
  });

  test("calls at its end when nobody is in the room", () => {
    const story = course({ silencedUntil: START + 60 * MIN, facts: { occupancy: "empty" } });

    story.until(60);

    expect(story.pages()).toEqual(["60 ana dm", "60 ana push"]);
  });

  test("resolves quietly when it recovers meanwhile", () => {
    const story = course({ silencedUntil: START + 60 * MIN });

    story.at(20, { kind: "recovered" });

    expect(story.incident().status).toBe("resolved");
    expect(story.effects("card")).toEqual([]);
    expect(story.effects("say")).toEqual([]);
    story.until(500);
    expect(story.pages()).toEqual([]);
  });

  test("opens as ever when the silence is over already", () => {
    expect(course({ silencedUntil: START }).phase()).toBe("waiting");
  });

  test("is recorded and no more when it is only informative", () => {
    const story = course({ severity: "info", silencedUntil: START + 60 * MIN });

    story.until(500);

    expect(story.incident().told).toBe(false);
    expect(story.pages()).toEqual([]);
  });
});

describe("silencing what is open", () => {
  test("drops pending pages and hangs up ringing calls", () => {
    const story = course();
    story.until(15);
    const { generation } = story.incident();

    story.at(16, silence(120));

    expect(story.effects()).toContain("stop");
    expect(story.incident()).toMatchObject({ standing: null, generation: generation + 1 });
    expect(isPageable(story.incident())).toBe(false);
    story.until(119);
    expect(story.pages().at(-1)).toBe("15 ana voice");
  });

  test("starts the policy as if opened now when it ends", () => {
    const story = course();
    story.at(16, silence(120));

    story.until(130);

    expect(story.step()).toBe("1.1");
    expect(story.pages().slice(-2)).toEqual(["130 ana dm", "130 ana push"]);
  });

  test("forgets whom an earlier escalation named", () => {
    const story = course();
    story.at(1, { kind: "escalate", by: actorExample("dave"), to: "cleo" });
    story.at(2, silence(60));

    story.until(70);

    expect(story.pages().slice(-2)).toEqual(["70 ana dm", "70 ana push"]);
  });

  test("again moves its end", () => {
    const story = course();
    story.at(1, silence(60));
    story.at(2, silence(90));

    expect(story.nextAt()).toBe(90);
  });

  test("until an instant that has passed does nothing", () => {
    const story = course();

    expect(story.at(5, silence(5))).toMatchObject({ changed: false, effects: [] });
  });

  test("does nothing to what is resolved", () => {
    const story = course();
    story.at(1, { kind: "recovered" });

    expect(story.at(2, silence(60)).changed).toBe(false);
  });

  test("ends early when it is lifted", () => {
    const story = course();
    story.at(1, silence(60));

    story.at(20, { kind: "unsilence" });
    expect(story.phase()).toBe("waiting");
    story.until(30);

    expect(story.pages()).toEqual(["30 ana dm", "30 ana push"]);
  });

  test("cannot be lifted where there is none", () => {
    const story = course();

    expect(story.at(5, { kind: "unsilence" })).toMatchObject({ changed: false, effects: [] });
  });

  test("resolves quietly when it recovers meanwhile", () => {
    const story = course();
    story.at(1, silence(60));

    story.at(20, { kind: "recovered" });
    story.until(500);

    expect(story.effects("say")).toEqual([]);
    expect(story.pages()).toEqual([]);
    expect(story.incident().status).toBe("resolved");
  });
});

describe("a silence and an acknowledgement", () => {
  test("somebody who has it keeps it, and hears nothing until the silence ends", () => {
    const story = course();
    story.acknowledge(1, "ana");
    story.at(2, silence(180));

    story.until(179);

    expect(story.incident().status).toBe("acknowledged");
    expect(story.said()).toEqual([]);
    expect(story.pages()).toEqual([]);
  });

  test("taking it back during the silence pages nobody before it ends", () => {
    const story = course();
    story.acknowledge(13, "ana", { token: "eyes" });
    story.at(14, silence(120));
    const before = story.pages().length;

    story.unacknowledge(15, "ana", "eyes");
    expect(story.phase()).toBe("silenced");
    expect(story.nextAt()).toBe(120);
    story.until(119);
    expect(story.pages()).toHaveLength(before);
    story.until(130);

    expect(story.pages().slice(before)).toEqual(["130 ana dm", "130 ana push"]);
  });

  test("acknowledging during the silence neither reminds nor reopens before it ends", () => {
    const story = course({ silencedUntil: START + 300 * MIN });
    story.acknowledge(1, "ana");

    story.until(299);

    expect(story.said()).toEqual([]);
    expect(story.pages()).toEqual([]);
  });

  test("acknowledging and taking back during the silence pages nobody before it ends", () => {
    const story = course({ silencedUntil: START + 300 * MIN });
    story.acknowledge(1, "ana", { token: "eyes" });
    story.unacknowledge(2, "ana", "eyes");

    expect(story.nextAt()).toBe(300);
    story.until(299);
    expect(story.pages()).toEqual([]);
    story.until(310);

    expect(story.pages()).toEqual(["310 ana dm", "310 ana push"]);
  });

  test("taking it back after the silence starts the policy as if opened now", () => {
    const story = course();
    story.acknowledge(13, "ana");
    story.at(14, silence(20));
    const before = story.pages().length;

    story.unacknowledge(21, "ana");
    expect(story.phase()).toBe("waiting");
    story.until(31);

    expect(story.pages().slice(before)).toEqual(["31 ana dm", "31 ana push"]);
  });

  test("lifting it lets reminding and reopening come as if acknowledged now", () => {
    const story = course();
    story.acknowledge(1, "ana");
    story.at(2, silence(7 * 24 * 60));

    story.at(10, { kind: "unsilence" });
    story.until(70);

    expect(story.said()).toEqual(["40 Still firing. Ana has it."]);
    expect(story.pages()).toEqual(["70 ana dm", "70 ana push"]);
  });

  test("turning critical in somebody's hand during the silence waits for its end", () => {
    const story = course({ severity: "warning" });
    story.acknowledge(1, "ana");
    story.at(2, silence(60));

    story.at(3, { kind: "fired", severity: "critical" });
    story.until(59);
    expect(story.pages()).toEqual([]);
    story.until(70);

    expect(story.pages()).toEqual(["70 ana dm", "70 ana push"]);
  });
});
