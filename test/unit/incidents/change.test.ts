import { describe, expect, test } from "vitest";
import { isPageable, nextCallAt } from "../../../src/incidents/change.ts";
import { course, MIN, policyExample, START, type Course } from "../../support/incident-examples.ts";

const call = (story: Course): number | null => {
  const at = nextCallAt(story.incident());
  return at === null ? null : (at - START) / MIN;
};

describe("when somebody is called next", () => {
  test("is the end of the wait, not the next look at the room", () => {
    const story = course();

    expect([story.nextAt(), call(story)]).toEqual([1, 10]);
  });

  test("is the next step, the next page of a step, or those asleep, whichever comes first", () => {
    const story = course();

    const calls = [10, 15, 18, 27, 45, 50].map((minute) => {
      story.until(minute);
      return call(story);
    });

    expect(calls).toEqual([12, 18, 21, 30, 50, 75]);
  });

  test("is never for a warning, what somebody has, what is silenced, and what is over", () => {
    const warning = course({ severity: "warning" });
    const silenced = course({ silencedUntil: START + MIN });
    const acknowledged = course();
    acknowledged.acknowledge(1, "ana");
    const resolved = course();
    resolved.at(1, { kind: "recovered" });

    expect([warning, silenced, acknowledged, resolved].map(call)).toEqual([null, null, null, null]);
  });

  test("is later than the room's wait in a policy without patience for nothing", () => {
    expect(call(course({ policy: policyExample({ waitMs: 30 * MIN }) }))).toBe(30);
  });
});

describe("pages asked for may leave", () => {
  test("only while nobody has it and it is neither silenced nor over", () => {
    const story = course();
    expect(isPageable(story.incident())).toBe(true);
    story.acknowledge(1, "ana", { token: "eyes" });
    expect(isPageable(story.incident())).toBe(false);
    story.unacknowledge(2, "ana", "eyes");
    expect(isPageable(story.incident())).toBe(true);
    story.at(3, { kind: "recovered" });

    expect(isPageable(story.incident())).toBe(false);
  });
});

test("a change shows the card once, before anything else", () => {
  const story = course({ facts: { people: [], onCall: null } });

  story.until(10);

  expect(story.effects()).toEqual(["card", "say"]);
});
