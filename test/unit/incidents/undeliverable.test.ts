import { describe, expect, test } from "vitest";
import type { Reachable } from "../../../src/incidents/incident.ts";
import {
  course,
  MIN,
  policyExample,
  reachableExample,
  stepExample,
} from "../../support/incident-examples.ts";

const NOT_REACHED = "loudly: Nobody could be reached in this round. The next one starts later.";

describe("a page that failed for good", () => {
  test("leaves the step its time while another method of it may still arrive", () => {
    const story = course();

    story.fails(10.5, "1.0/ana/dm");

    expect(story.step()).toBe("1.1");
    expect(story.timeline().at(-1)).toMatchObject({ kind: "unreachable", text: "1.0/ana/dm" });
    expect(story.nextAt()).toBe(12);
  });

  test("starts the next step at once when it was the last of all methods", () => {
    const story = course();

    story.fails(10.5, "1.0/ana/dm", "1.0/ana/push");

    expect(story.step()).toBe("1.2");
    expect(story.pages()).toEqual(["10 ana dm", "10 ana push", "10.5 ana sms"]);
    expect(story.incident().standing).toContain("The last step reached nobody.");
  });

  test("starts the next step at once only when it was the last of all people", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ page: "everyone" }), stepExample({ afterMs: 20 * MIN })],
      }),
      facts: { people: [reachableExample("ana"), reachableExample("bob")] },
    });

    story.fails(1, "1.0/ana/voice");
    expect(story.step()).toBe("1.1");
    story.fails(2, "1.0/bob/voice");

    expect(story.step()).toBe("1.2");
  });

  test("waits for those asleep, who may yet be reached", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ page: "everyone" }), stepExample({ afterMs: 20 * MIN })],
      }),
    });

    story.fails(1, "1.0/ana/voice", "1.0/bob/voice");
    expect(story.step()).toBe("1.1");
    story.fails(6, "1.0/cleo/voice");

    expect(story.pages()).toContain("5 cleo voice");
    expect(story.step()).toBe("1.2");
  });

  test("starts the next step as soon as those who sleep turn out to have no such method", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ page: "everyone" }), stepExample({ afterMs: 20 * MIN })],
      }),
      facts: {
        people: [reachableExample("ana"), reachableExample("cleo", { awake: false, methods: [] })],
      },
    });

    story.fails(1, "1.0/ana/voice");
    story.until(5);

    expect(story.step()).toBe("1.2");
    expect(story.pages()).toEqual(["0 ana voice", "5 ana voice"]);
  });

  test("makes the step after the next one follow from the actual start", () => {
    const story = course();

    story.fails(10.5, "1.0/ana/dm", "1.0/ana/push");
    story.until(13.5);

    expect(story.pages().at(-1)).toBe("13.5 ana voice");
  });

  test("counts once, however often it is told", () => {
    const story = course();
    story.fails(10.5, "1.0/ana/dm");

    const again = story.fails(10.6, "1.0/ana/dm");

    expect(again).toMatchObject({ changed: false, effects: [], timeline: [] });
  });

  test.each([
    ["a step that is over", "1.0/ana/dm"],
    ["a page that nobody asked for", "1.1/bob/sms"],
  ])("means nothing when it belongs to %s", (_what, asked) => {
    const story = course();

    expect(story.fails(13, asked)).toMatchObject({ changed: false, effects: [] });
    expect(story.step()).toBe("1.2");
  });

  test("means nothing when it was asked for before somebody had it", () => {
    const story = course();
    story.until(12);
    const { generation } = story.incident();
    story.acknowledge(13, "ana", { token: "eyes" });
    story.unacknowledge(14, "ana", "eyes");
    expect(story.step()).toBe("1.2");

    const late = story.at(14.5, { kind: "undeliverable", asked: "1.1/ana/sms", generation });

    expect(late.changed).toBe(false);
    expect(story.step()).toBe("1.2");
  });

  test("is not tried again by a step that repeats", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ by: ["sms", "voice"], repeat: { everyMs: 3 * MIN, times: 2 } })],
      }),
    });

    story.fails(1, "1.0/ana/sms");
    story.until(10);

    expect(story.pages()).toEqual(["0 ana sms", "0 ana voice", "3 ana voice"]);
  });
});

describe("a later call of a step that failed for good", () => {
  const calling = policyExample({
    waitMs: 0,
    steps: [
      stepExample({ repeat: { everyMs: 3 * MIN, times: 5 } }),
      stepExample({ afterMs: 15 * MIN, page: "bob" }),
    ],
  });

  test("leaves the step its time, as an earlier one may have rung", () => {
    const story = course({ policy: calling });

    story.fails(4, "1.0/ana/voice");
    expect(story.step()).toBe("1.1");
    expect(story.timeline().at(-1)).toMatchObject({ kind: "unreachable", text: "1.0/ana/voice" });
    story.until(15);

    expect(story.pages()).toEqual(["0 ana voice", "3 ana voice", "15 bob voice"]);
    expect(story.incident().standing).toBe("Nobody reacted. Calling Bob (voice).");
  });

  test("leaves it its time when the person has no such method any more", () => {
    const story = course({ policy: calling });
    story.until(2);

    story.facts({ people: [reachableExample("ana", { methods: [] }), reachableExample("bob")] });
    story.until(14);
    expect(story.step()).toBe("1.1");
    story.until(15);

    expect(story.pages()).toEqual(["0 ana voice", "15 bob voice"]);
  });
});

describe("a person without the method", () => {
  test("failed for good, so the next step starts at once", () => {
    const story = course({
      facts: { people: [reachableExample("ana", { methods: ["sms", "voice"] })] },
    });

    story.until(10);

    expect(story.step()).toBe("1.2");
    expect(story.pages()).toEqual(["10 ana sms"]);
  });

  test("is paged by the other methods of the step", () => {
    const story = course({ facts: { people: [reachableExample("ana", { methods: ["dm"] })] } });

    story.until(10);

    expect(story.step()).toBe("1.1");
    expect(story.pages()).toEqual(["10 ana dm"]);
  });
});

describe("what is said of a step", () => {
  const said = (people: readonly Reachable[], page = "on-call"): readonly string[] => {
    const steps = [stepExample({ page, by: ["push", "sms"] }), stepExample({ afterMs: 20 * MIN })];
    const story = course({ policy: policyExample({ waitMs: 0, steps }), facts: { people } });
    story.until(0);
    return story.timeline().flatMap(({ kind, text }) => (kind === "escalated" ? [text] : []));
  };

  test("names the ways that lead to somebody, and no others", () => {
    expect(said([reachableExample("ana", { methods: ["sms", "voice"] })])[0]).toMatch(
      /Calling Ana \(sms\)\.$/,
    );
  });

  test("names those whom it reaches, and no others", () => {
    const people = [reachableExample("ana"), reachableExample("bob", { methods: ["voice"] })];

    expect(said(people, "everyone")[0]).toMatch(/Calling Ana \(push, sms\)\.$/);
  });

  test("is that it reaches nobody, before the next one starts", () => {
    expect(said([reachableExample("ana", { methods: ["voice"] })])).toEqual([
      expect.stringMatching(/Ana cannot be reached by push or sms\.$/),
      expect.stringMatching(/The last step reached nobody\. Calling Ana \(voice\)\.$/),
    ]);
  });
});

describe("a round in which everything fails for good", () => {
  const unreachable = ["ana", "bob"].map((handle) => reachableExample(handle, { methods: [] }));

  test("runs through its steps at once and says so loudly", () => {
    const story = course({ facts: { people: unreachable } });

    story.until(10);

    expect(story.step()).toBe("1.5");
    expect(story.said()).toEqual([`10 ${NOT_REACHED}`]);
  });

  test("is as long as any other", () => {
    const story = course({ facts: { people: unreachable } });

    story.until(10 + 65 * 3);

    expect(story.said()).toEqual([10, 75, 140, 205].map((minute) => `${minute} ${NOT_REACHED}`));
    expect(story.step()).toBe("4.5");
  });

  test("is as long as any other when the failures come in one by one", () => {
    const story = course({ facts: { people: [reachableExample("ana")], secondary: null } });

    story.fails(10.2, "1.0/ana/dm", "1.0/ana/push");
    story.fails(10.3, "1.1/ana/sms");
    story.fails(10.4, "1.2/ana/voice");
    expect(story.step()).toBe("1.4");
    story.until(25.4);
    expect(story.step()).toBe("1.5");
    story.until(74.9);
    expect(story.step()).toBe("1.5");
    story.until(75);

    expect(story.step()).toBe("2.1");
  });

  test("says once that nobody could be reached when the failures come in one by one", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ repeat: { everyMs: 5 * MIN, times: 3 } })],
      }),
      facts: { people: [reachableExample("ana")] },
    });

    story.fails(2, "1.0/ana/voice");
    story.until(29);

    expect(story.said()).toEqual([`2 ${NOT_REACHED}`]);
    expect(story.step()).toBe("1.1");
  });
});
