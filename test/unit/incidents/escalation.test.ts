import { describe, expect, test } from "vitest";
import {
  actorExample,
  course,
  factsExample,
  MIN,
  policyExample,
  reachableExample,
  START,
  stepExample,
} from "../../support/incident-examples.ts";

const ROUND_ONE = [
  "10 ana dm",
  "10 ana push",
  "12 ana sms",
  "15 ana voice",
  "18 ana voice",
  "21 ana voice",
  "24 ana voice",
  "27 ana voice",
  "30 bob dm",
  "30 bob push",
  "30 bob sms",
  "30 bob voice",
  "45 ana push",
  "45 ana sms",
  "45 ana voice",
  "45 bob push",
  "45 bob sms",
  "45 bob voice",
  "50 cleo push",
  "50 cleo sms",
  "50 cleo voice",
];

describe("the room has its wait", () => {
  test("and nobody is paged before it ends while somebody is there", () => {
    const story = course();

    story.until(9.99);

    expect(story.phase()).toBe("waiting");
    expect(story.pages()).toEqual([]);
  });

  test("and is looked at every minute meanwhile", () => {
    const story = course();

    expect(story.nextAt()).toBe(1);
    story.until(1);
    expect(story.nextAt()).toBe(2);
    expect(story.last().changed).toBe(false);
  });

  test("which ends with the first step", () => {
    const story = course();

    story.until(10);

    expect(story.step()).toBe("1.1");
    expect(story.pages()).toEqual(["10 ana dm", "10 ana push"]);
    expect(story.effects("card")).toEqual(["card"]);
    expect(story.incident().standing).toBe("Nobody reacted. Calling Ana (dm, push).");
  });

  test.each([
    ["empty", "Nobody is here. Calling Ana (dm, push)."],
    ["unknown", "It is not known whether anybody is here. Calling Ana (dm, push)."],
  ] as const)("which an %s room ends at once", (occupancy, standing) => {
    const story = course();

    story.facts({ occupancy });
    story.until(2);

    expect(story.pages()).toEqual(["1 ana dm", "1 ana push"]);
    expect(story.incident().standing).toBe(standing);
  });

  test.each(["empty", "unknown"] as const)(
    "and there is none when the room is %s at the opening",
    (occupancy) => {
      const story = course({ facts: { occupancy } });

      expect(story.step()).toBe("1.1");
      expect(story.pages()).toEqual(["0 ana dm", "0 ana push"]);
    },
  );

  test("to its end when the policy lets an empty room wait", () => {
    const story = course({
      policy: policyExample({ emptyRoom: "wait" }),
      facts: { occupancy: "empty" },
    });

    expect(story.nextAt()).toBe(10);
    story.until(9);
    expect(story.pages()).toEqual([]);
    story.until(10);
    expect(story.pages()).toEqual(["10 ana dm", "10 ana push"]);
  });

  test("and needs no instant of its own to be zero long", () => {
    const story = course({ policy: policyExample({ waitMs: 0 }) });

    story.until(0);

    expect(story.step()).toBe("1.1");
  });
});

describe("a round", () => {
  test("goes through every step in order, each after the start of the one before", () => {
    const story = course();

    story.until(74);

    expect(story.pages()).toEqual(ROUND_ONE);
  });

  test("is followed by the next, without the wait, so long after the start of the last step", () => {
    const story = course();

    story.until(75);
    expect(story.step()).toBe("2.1");
    story.until(139);

    const second = ROUND_ONE.map((page) => {
      const [minute, ...rest] = page.split(" ");
      return [Number(minute) + 65, ...rest].join(" ");
    });
    expect(story.pages()).toEqual([...ROUND_ONE, ...second]);
  });

  test("follows a round for ever", () => {
    const story = course();

    story.until(10 + 65 * 100);

    expect(story.step()).toBe("101.1");
  });

  test("comes at the earliest five minutes after the last step of the one before", () => {
    const story = course({
      policy: policyExample({ steps: [stepExample()], againMs: MIN, waitMs: 0 }),
    });

    story.until(12);

    expect(story.pages()).toEqual(["0 ana voice", "5 ana voice", "10 ana voice"]);
  });

  test("goes on when somebody enters the room: only an act stops it", () => {
    const story = course({ facts: { occupancy: "empty" } });

    story.facts({ occupancy: "occupied" });
    story.until(2);

    expect(story.step()).toBe("1.2");
    expect(story.pages()).toContain("2 ana sms");
  });

  test("asks whoever is on call when the step starts", () => {
    const story = course();

    story.until(10);
    story.facts({ onCall: "bob" });
    story.until(12);

    expect(story.pages()).toEqual(["10 ana dm", "10 ana push", "12 bob sms"]);
  });

  test("starts steps without `after` one after the other at the same instant", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ by: ["push"] }), stepExample({ page: "secondary" })],
      }),
    });

    story.until(0);

    expect(story.step()).toBe("1.2");
    expect(story.pages()).toEqual(["0 ana push", "0 bob voice"]);
    expect(story.nextAt()).toBe(30);
  });
});

describe("a step that repeats", () => {
  const steps = [
    stepExample({ repeat: { everyMs: 3 * MIN, times: 5 } }),
    stepExample({ afterMs: 8 * MIN, page: "secondary" }),
  ];

  test("drops the pages that are left when the next step starts", () => {
    const story = course({ policy: policyExample({ waitMs: 0, steps }) });

    story.until(30);

    expect(story.pages()).toEqual(["0 ana voice", "3 ana voice", "6 ana voice", "8 bob voice"]);
  });

  test("drops even the page that is due as the next step starts", () => {
    const [first = stepExample(), second = stepExample()] = steps;
    const story = course({
      policy: policyExample({ waitMs: 0, steps: [first, { ...second, afterMs: 6 * MIN }] }),
    });

    story.until(7);

    expect(story.pages()).toEqual(["0 ana voice", "3 ana voice", "6 bob voice"]);
  });

  test("counts all its pages, the first included", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ repeat: { everyMs: 3 * MIN, times: 2 } })],
      }),
    });

    story.until(29);

    expect(story.pages()).toEqual(["0 ana voice", "3 ana voice"]);
    expect(story.nextAt()).toBe(30);
  });

  test("pages whoever is on call by then", () => {
    const story = course({ policy: policyExample({ waitMs: 0, steps }) });

    story.until(1);
    story.facts({ onCall: "bob" });
    story.until(3);

    expect(story.pages()).toEqual(["0 ana voice", "3 bob voice"]);
  });

  test("keeps to its start, however late a page of it was", () => {
    const story = course({ policy: policyExample({ waitMs: 0, steps }) });

    story.until(0);
    story.sleepUntil(4);
    story.until(7);

    expect(story.pages()).toEqual(["0 ana voice", "4 ana voice", "6 ana voice"]);
  });
});

describe("after downtime", () => {
  test("the first step not yet run starts now and the rest follow from it", () => {
    const story = course();

    story.until(10);
    story.sleepUntil(200);
    story.until(204);

    expect(story.pages()).toEqual(["10 ana dm", "10 ana push", "200 ana sms", "203 ana voice"]);
  });

  test("the wait that ended meanwhile is followed by the first step alone", () => {
    const story = course();

    story.sleepUntil(500);

    expect(story.pages()).toEqual(["500 ana dm", "500 ana push"]);
    expect(story.nextAt()).toBe(502);
  });

  test("the pages that a step missed go out as one", () => {
    const story = course();

    story.until(15);
    story.sleepUntil(25);
    story.until(28);

    expect(story.pages().slice(3)).toEqual(["15 ana voice", "25 ana voice", "27 ana voice"]);
  });

  test("of many rounds one starts, at its first step", () => {
    const story = course();

    story.until(45);
    const before = story.pages().length;
    story.sleepUntil(1_000);

    expect(story.step()).toBe("2.1");
    expect(story.pages().slice(before)).toContain("1000 ana dm");
    story.until(1_001);
    expect(story.step()).toBe("2.1");
  });

  test("the next round counts from when the last step really started", () => {
    const story = course();

    story.until(30);
    story.sleepUntil(100);
    expect(story.step()).toBe("1.5");
    story.until(129);
    expect(story.step()).toBe("1.5");
    story.until(130);

    expect(story.step()).toBe("2.1");
  });
});

describe("everyone", () => {
  const everyone = policyExample({
    waitMs: 0,
    steps: [stepExample({ page: "everyone" })],
    againMs: 30 * MIN,
  });

  test("is who is awake now and the others five minutes later", () => {
    const story = course({ policy: everyone });

    story.until(29);

    expect(story.pages()).toEqual(["0 ana voice", "0 bob voice", "5 cleo voice"]);
  });

  test("is everybody at once when nobody is awake", () => {
    const people = ["ana", "bob"].map((handle) => reachableExample(handle, { awake: false }));
    const story = course({ policy: everyone, facts: { people } });

    story.until(29);

    expect(story.pages()).toEqual(["0 ana voice", "0 bob voice"]);
  });

  test("includes those asleep even when the next round comes five minutes later", () => {
    const story = course({ policy: { ...everyone, againMs: 5 * MIN } });

    story.until(5);

    expect(story.pages()).toContain("5 cleo voice");
    expect(story.step()).toBe("2.1");
  });

  test("repeats for those asleep only once they were woken", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ page: "everyone", repeat: { everyMs: 3 * MIN, times: 3 } })],
      }),
    });

    story.until(20);

    expect(story.pages()).toEqual([
      "0 ana voice",
      "0 bob voice",
      "3 ana voice",
      "3 bob voice",
      "5 cleo voice",
      "6 ana voice",
      "6 bob voice",
      "6 cleo voice",
    ]);
  });

  test("pages those whom it wakes once, even when a repeated page is due at that instant", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ page: "everyone", repeat: { everyMs: 5 * MIN, times: 3 } })],
      }),
    });

    story.until(9);
    expect(story.pages().filter((page) => page.includes("cleo"))).toEqual(["5 cleo voice"]);
    story.until(20);

    expect(story.pages().filter((page) => page.includes("cleo"))).toEqual([
      "5 cleo voice",
      "10 cleo voice",
    ]);
  });

  test("leaves those asleep alone when somebody has it within the five minutes", () => {
    const story = course({ policy: everyone });

    story.acknowledge(4, "bob");
    story.until(30);

    expect(story.pages()).toEqual(["0 ana voice", "0 bob voice"]);
  });
});

describe("a method that nobody configured", () => {
  test("is skipped, and the others of its step go out", () => {
    const story = course({ facts: { methods: ["dm", "sms", "voice"] } });

    story.until(10);

    expect(story.pages()).toEqual(["10 ana dm"]);
  });

  test("leaves its step its time", () => {
    const story = course({ facts: { methods: ["dm", "push", "voice"] } });

    story.until(14);
    expect(story.step()).toBe("1.2");
    story.until(15);

    expect(story.pages()).toEqual(["10 ana dm", "10 ana push", "15 ana voice"]);
  });
});

describe("a step", () => {
  test("for one person pages that person", () => {
    const story = course({
      policy: policyExample({ waitMs: 0, steps: [stepExample({ page: "cleo" })] }),
    });

    story.until(0);

    expect(story.pages()).toEqual(["0 cleo voice"]);
  });

  test("for a second on call who does not exist keeps its time and says so", () => {
    const story = course({
      facts: { secondary: null, people: [reachableExample("ana")] },
    });

    story.until(44);

    expect(story.step()).toBe("1.4");
    expect(story.pages().filter((page) => page.startsWith("30"))).toEqual([]);
    expect(story.incident().standing).toContain("Nobody is second on call");
  });
});

describe("with no responder at all", () => {
  const nobody = { people: [], onCall: null, secondary: null };

  test("it is said in the room, loudly, each round", () => {
    const story = course({ facts: nobody });

    story.until(10 + 65 * 2);

    expect(story.said()).toEqual(
      [10, 75, 140].map(
        (minute) =>
          `${minute} loudly: This needs somebody, and nobody can be called: no responder has joined.`,
      ),
    );
    expect(story.pages()).toEqual([]);
  });

  test("whoever joins is paged by the next step", () => {
    const story = course({ facts: nobody });

    story.until(11);
    story.facts(factsExample());
    story.until(12);

    expect(story.pages()).toEqual(["12 ana sms"]);
  });
});

describe("a round that can call nobody although there are responders", () => {
  test("is said loudly when a step pages a handle that no responder has", () => {
    const steps = [stepExample({ page: "gone" })];
    const story = course({ policy: policyExample({ name: "night", steps }) });

    story.until(10);

    expect(story.said()).toEqual([
      "10 loudly: Step 1 of the policy night pages gone, and no responder has that handle.",
    ]);
  });

  test("is said loudly when nothing that the policy sends by is set up", () => {
    const story = course({
      policy: policyExample({ name: "night", steps: [stepExample({ by: ["dm"] })] }),
      facts: { methods: ["push"] },
    });

    story.until(10);

    expect(story.said()).toEqual([
      "10 loudly: This needs somebody, and nobody can be called: nothing that the policy night sends by is set up.",
    ]);
  });
});

describe("escalate", () => {
  const escalate = { kind: "escalate", by: actorExample("dave"), to: null } as const;

  test("starts the first step while the room has its wait", () => {
    const story = course();

    story.at(2, escalate);

    expect(story.pages()).toEqual(["2 ana dm", "2 ana push"]);
    expect(story.incident().standing).toContain("Dave asks for somebody.");
  });

  test("starts the next step while one runs, and the rest follow from it", () => {
    const story = course();

    story.at(11, escalate);
    story.until(14);

    expect(story.pages().slice(2)).toEqual(["11 ana sms", "14 ana voice"]);
  });

  test("starts the next round during the last step", () => {
    const story = course();

    story.at(46, escalate);

    expect(story.step()).toBe("2.1");
  });

  test("makes a warning critical", () => {
    const story = course({ severity: "warning" });

    story.at(2, escalate);

    expect(story.incident().severity).toBe("critical");
    expect(story.pages()).toEqual(["2 ana dm", "2 ana push"]);
  });

  test("takes an acknowledged incident to the step after the one it had reached", () => {
    const story = course();

    story.acknowledge(11, "ana");
    story.at(13, escalate);

    expect(story.incident()).toMatchObject({ status: "triggered", acknowledgements: [] });
    expect(story.pages().slice(2)).toEqual(["13 ana sms"]);
  });

  test("ends a silence", () => {
    const story = course({ silencedUntil: START + 60 * MIN });

    story.at(2, escalate);

    expect(story.pages()).toEqual(["2 ana dm", "2 ana push"]);
    expect(story.incident().told).toBe(true);
  });

  test("does nothing to what is resolved", () => {
    const story = course();

    story.at(1, { kind: "recovered" });

    expect(story.at(2, escalate)).toMatchObject({ changed: false, effects: [] });
  });

  test("to somebody starts with them and goes on with them in this round", () => {
    const story = course();

    story.at(2, { ...escalate, to: "cleo" });
    story.until(70);

    expect(story.pages().slice(0, 4)).toEqual([
      "2 cleo dm",
      "2 cleo push",
      "4 cleo sms",
      "7 cleo voice",
    ]);
    expect(story.pages()).toContain("67 ana dm");
  });

  test("to somebody pages them whomever the first step is for", () => {
    const story = course({
      policy: policyExample({ steps: [stepExample({ page: "bob" })] }),
    });

    story.at(2, { ...escalate, to: "cleo" });

    expect(story.pages()).toEqual(["2 cleo voice"]);
  });

  test("to somebody who is no responder pages whoever is on call", () => {
    const story = course();

    story.at(2, { ...escalate, to: "nobody-of-that-name" });

    expect(story.pages()).toEqual(["2 ana dm", "2 ana push"]);
  });
});

test("a policy without steps still wakes, round by round, and says that nobody is called", () => {
  const story = course({ policy: policyExample({ steps: [] }) });

  story.until(71);

  expect(story.said()).toEqual(
    [10, 40, 70].map((minute) => `${minute} loudly: This policy has no steps: nobody is called.`),
  );
});
