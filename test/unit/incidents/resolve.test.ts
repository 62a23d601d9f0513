import { describe, expect, test } from "vitest";
import { isPageable } from "../../../src/incidents/change.ts";
import {
  actorExample,
  course,
  MIN,
  signalExample,
  START,
} from "../../support/incident-examples.ts";

const byDave = { kind: "resolve", by: actorExample("dave") } as const;

describe("recovering", () => {
  test("resolves, drops pending pages and hangs up ringing calls", () => {
    const story = course();
    story.until(15);
    const { generation } = story.incident();

    story.at(16, { kind: "recovered" });

    expect(story.incident()).toMatchObject({
      status: "resolved",
      resolvedAt: START + 16 * MIN,
      resolvedBy: null,
      generation: generation + 1,
      standing: null,
    });
    expect(story.effects()).toEqual(["card", "stop"]);
    expect(isPageable(story.incident())).toBe(false);
    expect(story.nextAt()).toBeNull();
  });

  test("resolves what somebody has, and remembers who it was", () => {
    const story = course();
    story.acknowledge(5, "ana");

    story.at(9, { kind: "recovered" });

    expect(story.incident()).toMatchObject({
      status: "resolved",
      acknowledgedBy: { handle: "ana" },
    });
  });

  test("twice changes nothing", () => {
    const story = course();
    story.at(1, { kind: "recovered" });

    expect(story.at(2, { kind: "recovered" })).toMatchObject({
      changed: false,
      effects: [],
      timeline: [],
    });
  });
});

describe("resolving by hand while it still fires", () => {
  test("closes it, with the name", () => {
    const story = course();

    story.at(12, byDave);

    expect(story.incident()).toMatchObject({
      status: "resolved",
      resolvedBy: { handle: "dave" },
      resolvedAt: START + 12 * MIN,
    });
    expect(story.effects()).toEqual(["card", "stop"]);
    expect(story.timeline().at(-1)).toMatchObject({ kind: "resolved", by: { handle: "dave" } });
  });

  test("is the last word on an alert that nobody will ever signal as resolved", () => {
    const story = course({ signal: signalExample({ alert: "watchroom-inbox-bad" }) });

    story.at(12, byDave);
    story.until(120);

    expect(story.incident().phase).toEqual({ kind: "resolved", closedUntil: null });
    expect(story.effects()).not.toContain("signal-again");
  });

  test("pages nobody, and opens anew after half an hour, once", () => {
    const story = course();
    story.at(12, byDave);
    const before = story.pages().length;

    expect(story.nextAt()).toBe(42);
    story.until(41.9);
    expect(story.last().effects).not.toContainEqual({ kind: "signal-again" });
    story.until(42);
    expect(story.effects()).toEqual(["card", "signal-again"]);

    expect(story.nextAt()).toBeNull();
    expect(story.at(43, { kind: "tick" })).toMatchObject({ changed: false, effects: [] });
    expect(story.pages()).toHaveLength(before);
    expect(story.incident().status).toBe("resolved");
  });

  test("stays closed for good when it recovers meanwhile", () => {
    const story = course();
    story.at(12, byDave);

    story.at(20, { kind: "recovered" });

    expect(story.nextAt()).toBeNull();
    expect(story.at(60, { kind: "tick" })).toMatchObject({ changed: false, effects: [] });
    expect(story.incident().resolvedBy?.handle).toBe("dave");
  });

  test("is not undone by the signals that follow", () => {
    const story = course();
    story.at(12, byDave);

    const again = story.at(13, { kind: "fired", severity: "critical" });

    expect(again).toMatchObject({ changed: false, effects: [] });
  });

  test("twice keeps the first hand and its half hour", () => {
    const story = course();
    story.at(12, byDave);

    const again = story.at(20, { kind: "resolve", by: actorExample("ana") });

    expect(again.changed).toBe(false);
    expect(story.incident().resolvedBy?.handle).toBe("dave");
    expect(story.nextAt()).toBe(42);
  });

  test("resolves a silenced one without showing it", () => {
    const story = course({ silencedUntil: START + 60 * MIN });

    story.at(5, byDave);

    expect(story.effects("card")).toEqual([]);
    expect(story.nextAt()).toBe(35);
  });

  test("opens anew after a downtime as well", () => {
    const story = course();
    story.at(12, byDave);

    story.sleepUntil(500);

    expect(story.effects()).toContain("signal-again");
  });
});
