import { describe, expect, test } from "vitest";
import { incidentView } from "../../../src/http/incident-view.ts";
import { isoInstant } from "../../../src/lib/instant.ts";
import {
  actorExample,
  course,
  MIN,
  reachableExample,
  START,
} from "../../support/incident-examples.ts";

const minute = (at: number): string => isoInstant(START + at * MIN);

describe("an incident in the API", () => {
  test("has no round and no step before anybody is called", () => {
    expect(incidentView(course().incident(), START)).toMatchObject({
      escalation: { round: null, step: null, nextAt: minute(10) },
    });
  });

  test("counts rounds and steps from one, also while somebody has it", () => {
    const story = course();
    story.until(12);
    expect(incidentView(story.incident(), START)).toMatchObject({
      escalation: { round: 1, step: 2 },
    });

    story.acknowledge(13, "ana");

    expect(incidentView(story.incident(), START)).toMatchObject({
      escalation: { round: 1, step: 2, nextAt: null },
    });
  });

  test.each([
    ["nobody", false],
    ["somebody", true],
  ])("names the end of its silence when %s has it", (_who, isAcknowledged) => {
    const story = course();
    if (isAcknowledged) story.acknowledge(1, "ana");
    expect(incidentView(story.incident(), START)).toMatchObject({ silencedUntil: null });

    story.at(2, { kind: "silence", by: actorExample("ana"), until: START + 60 * MIN });

    expect(incidentView(story.incident(), START)).toMatchObject({ silencedUntil: minute(60) });
  });

  test.each([
    ["nobody", false],
    ["somebody", true],
  ])("names no silence that is over when %s has it", (_who, isAcknowledged) => {
    const story = course();
    if (isAcknowledged) story.acknowledge(1, "ana");
    story.at(2, { kind: "silence", by: actorExample("ana"), until: START + 60 * MIN });

    const at = (now: number): object => incidentView(story.incident(), START + now * MIN);

    expect(at(59)).toMatchObject({ silencedUntil: minute(60) });
    expect(at(60)).toMatchObject({ silencedUntil: null });
  });

  test("says when a warning becomes a message, and nothing more when it was sent", () => {
    const asleep = reachableExample("ana", { awake: false, awakeAt: START + 480 * MIN });
    const story = course({ severity: "warning", facts: { people: [asleep] } });
    const nextAt = (): object => incidentView(story.incident(), START);
    expect(nextAt()).toMatchObject({ escalation: { nextAt: minute(10) } });

    story.until(10);
    expect(nextAt()).toMatchObject({ escalation: { nextAt: minute(480) } });

    story.facts({ people: [reachableExample("ana")] });
    story.until(480);
    expect(nextAt()).toMatchObject({ escalation: { round: null, step: null, nextAt: null } });
  });

  test("has no instant for what is only recorded", () => {
    const story = course({ severity: "info" });

    expect(incidentView(story.incident(), START)).toMatchObject({ escalation: { nextAt: null } });
  });
});
