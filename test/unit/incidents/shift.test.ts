import { describe, expect, test } from "vitest";
import { shiftedBack } from "../../../src/incidents/shift.ts";
import type { Phase } from "../../../src/incidents/incident.ts";
import { actorExample, course, MIN, START } from "../../support/incident-examples.ts";

const BY = 60 * MIN;
const at = (minute: number): number => START + minute * MIN;

describe("a clock that was set back", () => {
  test.each([
    ["a wait", () => course(), 4, 10],
    ["a step", () => course(), 11, 12],
    ["a step that repeats", () => course(), 16, 18],
    ["those asleep", () => course(), 46, 50],
    ["a silence", () => course({ silencedUntil: at(90) }), 5, 90],
  ])("moves the end of %s by as much", (_what, begin, minute, planned) => {
    const story = begin();
    story.until(minute);

    story.at(minute, { kind: "clock-set-back", byMs: BY });

    const { phase } = story.incident();
    const moved =
      phase.kind === "waiting" ? (phase.until - START) / MIN : (story.nextAt() ?? Number.NaN);
    expect(moved).toBe(planned - 60);
  });

  test("moves reminding and reopening", () => {
    const story = course();
    story.acknowledge(5, "ana");

    story.at(6, { kind: "clock-set-back", byMs: BY });

    expect(story.incident().phase).toMatchObject({ remindAt: at(35 - 60), reopenAt: at(65 - 60) });
  });

  test("moves the silence to which somebody who has it may yet return", () => {
    const story = course({ silencedUntil: at(300) });
    story.acknowledge(5, "ana", { token: "eyes" });

    story.at(6, { kind: "clock-set-back", byMs: BY });
    story.unacknowledge(7, "ana");

    expect(story.nextAt()).toBe(240);
  });

  test("moves the message of a warning and the reopening of what was closed by hand", () => {
    const warning: Phase = { kind: "noting", until: at(30) };
    const closed: Phase = { kind: "resolved", closedUntil: at(30) };

    expect(shiftedBack(warning, BY)).toEqual({ kind: "noting", until: at(-30) });
    expect(shiftedBack(closed, BY)).toEqual({ kind: "resolved", closedUntil: at(-30) });
  });

  test("moves nothing where nothing is planned", () => {
    for (const phase of [
      { kind: "noting", until: null },
      { kind: "resolved", closedUntil: null },
    ] as const)
      expect(shiftedBack(phase, BY)).toEqual(phase);
  });

  test("keeps the plan of a round whose steps were pulled forward", () => {
    const story = course();
    story.fails(10, "1.0/ana/dm", "1.0/ana/push");
    const before = story.incident().phase;

    story.at(10.5, { kind: "clock-set-back", byMs: BY });

    expect(before).toMatchObject({ startedAt: at(10), plannedAt: at(12) });
    expect(story.incident().phase).toMatchObject({ startedAt: at(-50), plannedAt: at(-48) });
  });

  test("pages nobody by itself and is shown", () => {
    const story = course();
    story.until(11);

    story.at(11, { kind: "clock-set-back", byMs: BY });

    expect(story.effects()).toEqual(["card"]);
  });

  test("does not show what is silenced", () => {
    const story = course({ silencedUntil: at(90) });

    story.at(5, { kind: "clock-set-back", byMs: BY });

    expect(story.effects()).toEqual([]);
    expect(story.incident()).toMatchObject({ told: false, acknowledgements: [] });
    expect(story.at(6, { kind: "escalate", by: actorExample("dave"), to: null }).changed).toBe(
      true,
    );
  });
});
