import { describe, expect, it } from "vitest";
import { standingOf } from "../../../src/watch/standing-of.ts";
import {
  actorExample,
  course,
  factsExample,
  MIN,
  reachableExample,
  START,
} from "../../support/incident-examples.ts";

/** 2026-01-15 00:00 UTC is 01:00 in Berlin. */
const BERLIN = "Europe/Berlin";
const at = (minute: number, more: Parameters<typeof factsExample>[0] = {}) =>
  factsExample({ at: START + minute * MIN, ...more });
const asleep = { people: [reachableExample("ana", { awake: false, awakeAt: START + 480 * MIN })] };
const nobody = { people: [], onCall: null, secondary: null };

describe("the standing of an incident", () => {
  it("that the room has is when it is left, and for whom", () => {
    const story = course();

    expect(standingOf(story.incident(), at(1), BERLIN)).toBe(
      "Calls Ana at 01:10 unless somebody reacts.",
    );
    expect(standingOf(story.incident(), at(1, nobody), BERLIN)).toBe(
      "Leaves the room at 01:10 unless somebody reacts.",
    );
  });

  it("that somebody has is when and whom it calls again", () => {
    const story = course();
    story.acknowledge(5, "bob");

    expect(standingOf(story.incident(), at(6), BERLIN)).toBe(
      "Bob has it. Calls Bob again at 02:05 unless it recovers or somebody acts.",
    );

    story.acknowledge(10, "guest");
    expect(standingOf(story.incident(), at(11), BERLIN)).toBe(
      "Bob, Guest have it. Calls Ana again at 02:10 unless it recovers or somebody acts.",
    );
    expect(standingOf(story.incident(), at(11, nobody), BERLIN)).toContain(
      "Leaves the room again at 02:10",
    );
  });

  it("that somebody has and that is silenced is both, until the silence is over", () => {
    const story = course();
    story.acknowledge(5, "bob");
    story.at(6, { kind: "silence", by: actorExample("ana"), until: START + 1_500 * MIN });

    expect(standingOf(story.incident(), at(7), BERLIN)).toBe(
      "Bob has it. Silenced until Fri 16 Jan 02:00. Calls Bob again at Fri 16 Jan 02:00 unless it recovers or somebody acts.",
    );
    expect(standingOf(story.incident(), at(1_500), BERLIN)).not.toContain("Silenced");
  });

  it("that is below critical, and that somebody has, is who has it", () => {
    const story = course({ severity: "warning" });
    story.acknowledge(5, "bob");

    expect(standingOf(story.incident(), at(6), BERLIN)).toBe("Bob has it.");
  });

  it("of a warning is when it becomes a message, and to whom", () => {
    const story = course({ severity: "warning", facts: asleep });
    expect(standingOf(story.incident(), at(1, asleep), BERLIN)).toBe(
      "Ana gets a message at 09:00 unless somebody reacts.",
    );
    expect(standingOf(story.incident(), at(1), BERLIN)).toBe(
      "Ana gets a message at 01:10 unless somebody reacts.",
    );

    story.until(10);
    expect(story.effects()).toEqual(["card"]);
    expect(standingOf(story.incident(), at(11, asleep), BERLIN)).toBe(
      "Ana gets a message at 09:00.",
    );

    story.facts({ people: [reachableExample("ana")] });
    story.until(480);
    expect(story.effects()).toEqual(["card", "reach"]);
    expect(standingOf(story.incident(), at(481), BERLIN)).toBe("Ana was sent a message.");
    expect(standingOf(story.incident(), at(481, nobody), BERLIN)).toBe(
      "Somebody was sent a message.",
    );
  });

  it("of a warning that nobody can be told of says so", () => {
    const alone = course({ severity: "warning", facts: nobody });
    expect(standingOf(alone.incident(), at(1, nobody), BERLIN)).toBe(
      "Nobody gets a message of it: no responder has joined.",
    );
    alone.until(10);
    expect(standingOf(alone.incident(), at(11, nobody), BERLIN)).toBe(
      "Nobody gets a message of it: no responder has joined.",
    );

    const unreachable = { people: [reachableExample("ana", { methods: ["voice"] })] };
    const story = course({ severity: "warning", facts: unreachable });
    story.until(10);
    expect(story.effects()).toEqual(["card", "say"]);
    expect(standingOf(story.incident(), at(11, unreachable), BERLIN)).toBe(
      "Nobody could be sent a message.",
    );
  });

  it("that was resolved by hand is when it opens anew", () => {
    const story = course();
    story.at(5, { kind: "resolve", by: actorExample("ana") });

    expect(standingOf(story.incident(), at(6), BERLIN)).toBe(
      "Resolved by Ana after 5 min. It still fires: without a recovery it opens anew at 01:35.",
    );
  });
});
