import { describe, expect, test } from "vitest";
import { incidentView } from "../../../src/http/incident-view.ts";
import { isoInstant } from "../../../src/lib/instant.ts";
import { actorExample, course, MIN, START } from "../../support/incident-examples.ts";

const minute = (at: number): string => isoInstant(START + at * MIN);

describe("an incident in the API", () => {
  test("has no round and no step before anybody is called", () => {
    expect(incidentView(course().incident())).toMatchObject({
      escalation: { round: null, step: null, nextAt: minute(10) },
    });
  });

  test("counts rounds and steps from one, also while somebody has it", () => {
    const story = course();
    story.until(12);
    expect(incidentView(story.incident())).toMatchObject({ escalation: { round: 1, step: 2 } });

    story.acknowledge(13, "ana");

    expect(incidentView(story.incident())).toMatchObject({
      escalation: { round: 1, step: 2, nextAt: null },
    });
  });

  test.each([
    ["nobody", false],
    ["somebody", true],
  ])("names the end of its silence when %s has it", (_who, isAcknowledged) => {
    const story = course();
    if (isAcknowledged) story.acknowledge(1, "ana");
    expect(incidentView(story.incident())).toMatchObject({ silencedUntil: null });

    story.at(2, { kind: "silence", by: actorExample("ana"), until: START + 60 * MIN });

    expect(incidentView(story.incident())).toMatchObject({ silencedUntil: minute(60) });
  });
});
