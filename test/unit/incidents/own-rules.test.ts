import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { decide } from "../../../src/incidents/decide.ts";
import type { Facts, Reachable } from "../../../src/incidents/incident.ts";
import { openIncident } from "../../../src/incidents/open-incident.ts";
import {
  BUILT_IN_POLICY,
  isHandOver,
  METHODS,
  PERSONAL_METHODS,
  type Method,
  type Policy,
} from "../../../src/incidents/policy.ts";
import type { ContactRule } from "../../../src/oncall/person.ts";
import {
  course,
  factsExample,
  MIN,
  openingExample,
  policyExample,
  reachableExample,
  START,
  stepExample,
} from "../../support/incident-examples.ts";
import { anyFacts, anyPolicy, anyRules } from "./any-history.ts";

vi.setConfig({ testTimeout: 60_000 });

const rule = (method: ContactRule["method"], minutes: number): ContactRule => ({
  method,
  afterMs: minutes * MIN,
});

const ALL = [rule("dm", 0), rule("push", 0), rule("sms", 2), rule("voice", 5)];

function withRules(
  handle: string,
  rules: readonly ContactRule[],
  changes: Partial<Reachable> = {},
): Partial<Facts> {
  return {
    people: factsExample().people.map((person) =>
      person.handle === handle ? { ...person, rules, ...changes } : person,
    ),
  };
}

/** At once, and then every step ten minutes after the one before. */
function steps(...all: readonly Parameters<typeof stepExample>[0][]): Policy {
  return policyExample({
    waitMs: 0,
    steps: all.map((one, index) =>
      stepExample({ afterMs: index === 0 ? 0 : 10 * MIN, by: ["sms"], ...one }),
    ),
  });
}

describe("somebody's own rules", () => {
  test("replace the policy's ways, each after its own time", () => {
    const story = course({
      policy: steps({ page: "bob", by: ["dm", "sms"] }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 2), rule("voice", 7.5)]),
    });

    story.until(29);

    expect(story.pages()).toEqual(["0 bob push", "2 bob sms", "7.5 bob voice"]);
    expect(story.incident().standing).toBe("Nobody reacted. Calling Bob (push).");
    expect(story.timeline()).toContainEqual(
      expect.objectContaining({ kind: "paged", text: "Bob by their own rules" }),
    );
  });

  test("are the next instant of the incident", () => {
    const story = course({
      policy: steps({ page: "bob" }),
      facts: withRules("bob", [rule("push", 3)]),
    });

    story.until(0);

    expect(story.nextAt()).toBe(3);
    expect(story.incident().standing).toBe("Nobody reacted. Bob is told by their own rules.");
  });

  test("run on beside the policy's next steps, which ask no more of them", () => {
    const story = course({
      policy: steps({ page: "bob" }, { page: "cleo" }, { page: "bob", by: ["dm", "voice"] }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 15)]),
    });

    story.until(49);

    expect(story.pages()).toEqual(["0 bob push", "10 cleo sms", "15 bob sms"]);
  });

  test("start with the first step that pages them, and anew with every round", () => {
    const story = course({
      policy: steps({ page: "cleo" }, { page: "bob" }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 2)]),
    });

    story.until(53);

    const round = ["cleo sms", "bob push", "bob sms"];
    expect(story.pages()).toEqual(
      [0, 10, 12, 40, 50, 52].map((minute, index) => `${minute} ${round[index % 3]}`),
    );
  });

  test("come although the rounds are shorter than their delay", () => {
    const story = course({
      policy: { ...steps({ page: "bob" }), againMs: 5 * MIN },
      facts: withRules("bob", [rule("sms", 12)]),
    });

    story.until(40);

    expect(story.pages()).toEqual(["12 bob sms", "27 bob sms"]);
  });

  test("wait for those asleep as the step does", () => {
    const story = course({
      policy: steps({ page: "everyone" }),
      facts: withRules("cleo", [rule("push", 0), rule("sms", 2)]),
    });

    story.until(20);

    expect(story.pages()).toEqual(["0 ana sms", "0 bob sms", "5 cleo push", "7 cleo sms"]);
  });

  test("are not repeated, while those without rules are called again", () => {
    const story = course({
      policy: steps({ page: "everyone", repeat: { everyMs: 3 * MIN, times: 3 } }),
      facts: {
        people: [reachableExample("ana"), reachableExample("bob", { rules: [rule("push", 0)] })],
      },
    });

    story.until(9);

    expect(story.pages()).toEqual(["0 ana sms", "0 bob push", "3 ana sms", "6 ana sms"]);
    expect(story.timeline().filter(({ kind }) => kind === "paged")).toMatchObject([
      { text: "Ana again" },
      { text: "Ana again" },
    ]);
  });

  test("move along when the clock is set back", () => {
    const story = course({
      policy: steps({ page: "bob" }),
      facts: withRules("bob", [rule("push", 3)]),
    });

    story.at(1, { kind: "clock-set-back", byMs: 60 * MIN });

    expect(story.nextAt()).toBe(-57);
  });

  test.each([
    ["an acknowledgement", { kind: "acknowledge", at: START, token: null, forMs: null }],
    ["a resolve", { kind: "resolve" }],
    ["a silence", { kind: "silence", until: START + 500 * MIN }],
  ] as const)("end with %s", (_what, event) => {
    const story = course({ policy: steps({ page: "bob" }), facts: withRules("bob", ALL) });

    story.at(1, { ...event, by: { handle: "ana", name: "Ana", via: "room" } });
    story.until(20);

    expect(story.pages()).toEqual(["0 bob dm", "0 bob push"]);
  });

  test("start anew when an acknowledgement is taken back", () => {
    const story = course({
      policy: steps({ page: "bob" }, { page: "bob" }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 2)]),
    });
    story.acknowledge(11, "ana");
    story.unacknowledge(12, "ana");

    story.until(15);

    expect(story.pages()).toEqual(["0 bob push", "2 bob sms", "12 bob push", "14 bob sms"]);
  });

  test("hold for somebody to whom it is escalated, and the policy's calls with them", () => {
    const story = course({
      policy: steps({ page: "cleo" }, { page: "cleo" }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 2)]),
    });

    story.at(1, {
      kind: "escalate",
      by: { handle: "ana", name: "Ana", via: "room" },
      to: "bob",
    });
    story.until(5);

    expect(story.pages()).toEqual(["0 cleo sms", "1 bob push", "3 bob sms"]);
  });

  test("start anew for somebody to whom it is escalated in the round in which they ran", () => {
    const story = course({
      policy: steps({ page: "bob" }, { page: "cleo" }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 2), rule("dm", 25)]),
    });

    story.at(11, {
      kind: "escalate",
      by: { handle: "ana", name: "Ana", via: "room" },
      to: "bob",
    });
    story.until(26);

    expect(story.pages()).toEqual([
      "0 bob push",
      "2 bob sms",
      "10 cleo sms",
      "11 bob push",
      "13 bob sms",
      "21 cleo sms",
      "25 bob dm",
    ]);
  });

  test("start anew in a round that comes again, as somebody else was named meanwhile", () => {
    const story = course({
      policy: { ...steps({ page: "bob" }), againMs: 10 * MIN },
      facts: withRules("bob", [rule("push", 0)]),
    });
    story.until(11);
    story.at(12, {
      kind: "escalate",
      by: { handle: "ana", name: "Ana", via: "room" },
      to: "cleo",
    });

    story.until(23);

    expect(story.pages()).toEqual(["0 bob push", "10 bob push", "12 cleo sms", "22 bob push"]);
  });
});

describe("who is on call", () => {
  const calls = { by: ["voice" as const], repeat: { everyMs: 3 * MIN, times: 3 } };

  test("is called by voice when and as often as the policy says, whatever their rules are", () => {
    const story = course({
      policy: steps({ by: ["dm", "sms"] }, calls),
      facts: withRules("ana", [rule("push", 0)]),
    });

    story.until(29);

    expect(story.pages()).toEqual(["0 ana push", "10 ana voice", "13 ana voice", "16 ana voice"]);
  });

  test("may be called earlier by their rules, in addition", () => {
    const story = course({
      policy: steps({ by: ["dm"] }, calls),
      facts: withRules("ana", [rule("voice", 1)]),
    });

    story.until(29);

    expect(story.pages()).toEqual(["1 ana voice", "10 ana voice", "13 ana voice", "16 ana voice"]);
  });

  test("is called once where rules and policy call at the same instant", () => {
    const story = course({
      policy: steps(calls),
      facts: withRules("ana", [rule("voice", 3)]),
    });
    const same = course({ policy: steps(calls), facts: withRules("ana", [rule("voice", 0)]) });

    story.until(9);
    same.until(9);

    expect(story.pages()).toEqual(["0 ana voice", "3 ana voice", "6 ana voice"]);
    expect(same.pages()).toEqual(story.pages());
  });

  test("is called once where a rule falls on the start of a step that calls", () => {
    const story = course({
      policy: steps({ by: ["dm"] }, { by: ["voice"] }),
      facts: withRules("ana", [rule("voice", 10)]),
    });

    story.until(29);

    expect(story.pages()).toEqual(["10 ana voice"]);
  });

  test.each([
    ["by the schedule", {}, "everyone", null],
    ["by the step, when it has just passed to them", { onCall: "bob" }, "on-call", "ana"],
    ["with an incident that starts with them", { onCall: "bob" }, "everyone", "ana"],
  ] as const)("%s", (_what, facts, page, startWith) => {
    const story = course({
      policy: steps({ page: "cleo", by: ["dm"] }, { ...calls, page }),
      facts: { ...withRules("ana", [rule("push", 0)]), ...facts },
    });
    if (startWith !== null)
      story.at(1, {
        kind: "escalate",
        by: { handle: "cleo", name: "Cleo", via: "room" },
        to: startWith,
      });

    story.until(12);

    expect(story.pages().filter((line) => line.endsWith("ana voice"))).toHaveLength(1);
  });

  test("are not those who are only second, or named: for them the rules alone decide", () => {
    const story = course({
      policy: steps({ ...calls, page: "secondary" }, { ...calls, page: "bob" }),
      facts: withRules("bob", [rule("push", 0)]),
    });

    story.until(29);

    expect(story.pages()).toEqual(["0 bob push"]);
  });
});

describe("rules that lead nowhere", () => {
  test("are passed over while another leads somewhere", () => {
    const story = course({
      policy: steps({ page: "bob" }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 1)], { methods: ["sms", "dm"] }),
    });

    story.until(20);

    expect(story.pages()).toEqual(["1 bob sms"]);
  });

  test.each([
    ["none of them leads to their person", { methods: ["sms"] as const }, METHODS],
    ["nothing of them is set up", {}, ["sms"] as const],
  ])("leave the policy's ways when %s", (_what, changes, methods) => {
    const story = course({
      policy: steps({ page: "bob" }, { page: "bob" }),
      facts: { ...withRules("bob", [rule("push", 0), rule("voice", 1)], changes), methods },
    });

    story.until(20);

    expect(story.pages()).toEqual(["0 bob sms", "10 bob sms"]);
  });

  test("leave the policy's ways from the step on at which they no longer lead anywhere", () => {
    const story = course({
      policy: steps({ page: "bob" }, { page: "bob" }),
      facts: withRules("bob", [rule("push", 0)]),
    });
    story.until(0);
    story.facts(withRules("bob", [rule("push", 0)], { methods: ["sms"] }));

    story.until(20);

    expect(story.pages()).toEqual(["0 bob push", "10 bob sms"]);
  });

  test("leave the policy's ways when the last of them turns out to lead nowhere at its time", () => {
    const story = course({
      policy: steps({ page: "bob" }),
      facts: withRules("bob", [rule("push", 3)]),
    });
    story.until(0);
    story.facts(withRules("bob", [rule("push", 3)], { methods: ["sms"] }));

    story.until(20);

    expect(story.pages()).toEqual(["3 bob sms"]);
  });

  test("bring no way twice when the policy's hold again at the same instant", () => {
    const story = course({
      policy: steps({ page: "bob", by: ["sms"] }, { page: "bob", by: ["sms", "dm"] }),
      facts: withRules("bob", [rule("voice", 10)]),
    });
    story.until(9);
    story.facts(withRules("bob", [rule("voice", 10)], { methods: ["sms"] }));

    story.until(15);

    expect(story.pages()).toEqual(["10 bob sms"]);
  });
});

describe("a page by somebody's own rules that failed for good", () => {
  test("leaves the step its time while another rule is still to come", () => {
    const story = course({
      policy: steps({ page: "bob", by: ["push"] }, { page: "cleo" }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 4)]),
    });

    story.fails(1, "1.0/bob/push");
    expect(story.step()).toBe("1.1");
    story.fails(5, "1.0/bob/sms");

    expect(story.step()).toBe("1.2");
    expect(story.pages()).toEqual(["0 bob push", "4 bob sms", "5 cleo sms"]);
  });

  test("brings the policy's ways at once when it was the last of the rules", () => {
    const story = course({
      policy: steps({ page: "bob", by: ["dm", "push", "sms"] }, { page: "bob", by: ["dm"] }),
      facts: withRules("bob", [rule("push", 0)]),
    });

    story.fails(1, "1.0/bob/push");
    story.until(12);

    expect(story.pages()).toEqual(["0 bob push", "1 bob dm", "1 bob sms", "10 bob dm"]);
  });

  test("brings what the earlier steps left out, when it comes in a later one", () => {
    const story = course({
      policy: steps({ page: "bob", by: ["dm"] }, { page: "cleo", by: ["sms"] }),
      facts: withRules("bob", [rule("push", 0), rule("voice", 12)]),
    });

    story.fails(1, "1.0/bob/push");
    story.fails(13, "1.0/bob/voice");

    expect(story.pages()).toEqual(["0 bob push", "10 cleo sms", "12 bob voice", "13 bob dm"]);
  });

  test("brings what a former round left out, when it comes as the next one begins", () => {
    const story = course({
      policy: {
        ...steps({ page: "cleo", by: ["dm"] }, { page: "bob", by: ["push"] }, { page: "bob" }),
        againMs: 5 * MIN,
      },
      facts: withRules("bob", [rule("dm", 15)], { methods: ["dm", "sms"] }),
    });

    story.fails(25, "1.1/bob/dm");

    expect(story.step()).toBe("2.1");
    expect(story.pages()).toEqual(["0 cleo dm", "25 cleo dm", "25 bob dm", "25 bob sms"]);
  });

  test("counts once, also when its step is over", () => {
    const story = course({
      policy: steps({ page: "bob", by: ["dm"] }, { page: "cleo" }),
      facts: withRules("bob", [rule("push", 0), rule("sms", 15)]),
    });

    expect(story.fails(11, "1.0/bob/push").changed).toBe(true);
    expect(story.fails(11, "1.0/bob/push").changed).toBe(false);
    expect(story.fails(11, "1.0/cleo/push").changed).toBe(false);
  });

  test("is not planned again in its round", () => {
    const story = course({
      policy: steps({ page: "on-call", by: ["voice"] }, { page: "cleo" }),
      facts: withRules("ana", [rule("push", 0), rule("voice", 5)]),
    });

    story.fails(1, "1.0/ana/voice");
    story.until(9);

    expect(story.pages()).toEqual(["0 ana push", "0 ana voice"]);
    expect(story.nextAt()).toBe(10);
  });

  test("does not hold up those whom only another step asked", () => {
    const story = course({
      policy: steps({ page: "on-call", by: ["dm"] }, { page: "cleo" }, { page: "bob" }),
      facts: withRules("ana", [rule("push", 0), rule("sms", 30)]),
    });

    story.fails(11, "1.1/cleo/sms");

    expect(story.step()).toBe("1.3");
  });
});

interface Shot {
  readonly at: number;
  readonly to: string;
}

const shown = (shots: readonly Shot[]): readonly string[] =>
  [
    ...new Set(shots.map(({ at, to }) => `${String((at - START) / 1_000).padStart(9)} ${to}`)),
  ].toSorted();

/** Everybody can be reached by every method. */
const reachable = anyFacts.map((facts): Facts => ({
  ...facts,
  methods: METHODS,
  people: facts.people.map((person) => ({ ...person, methods: PERSONAL_METHODS })),
}));

/** Plays it with nobody reacting, until then. What `fails` names is told to have failed for good, at once. */
function play(
  policy: Policy,
  facts: Facts,
  to: number,
  fails: (to: string) => boolean = () => false,
): { readonly asked: readonly Shot[]; readonly arrived: readonly Shot[] } {
  let now = START;
  let decision = openIncident(openingExample({ policy }), facts, now);
  const asked: Shot[] = [];
  const arrived: Shot[] = [];
  for (;;) {
    const failing: string[] = [];
    const take = (): void => {
      for (const effect of decision.effects) {
        if (effect.kind !== "reach") continue;
        const shot = { at: now, to: `${effect.handle} ${effect.method}` };
        asked.push(shot);
        if (fails(shot.to)) failing.push(effect.asked);
        else arrived.push(shot);
      }
    };
    take();
    for (let key = failing.shift(); key !== undefined; key = failing.shift()) {
      const { generation } = decision.incident;
      decision = decide(
        decision.incident,
        { kind: "undeliverable", asked: key, generation },
        { ...facts, at: now },
        now,
      );
      take();
    }
    if (decision.nextAt === null) throw new Error("nothing follows");
    if (decision.nextAt >= to) return { asked, arrived };
    now = Math.max(now, decision.nextAt);
    decision = decide(decision.incident, { kind: "tick" }, { ...facts, at: now }, now);
  }
}

function playStart({ emptyRoom, waitMs }: Policy, { occupancy }: Facts): number {
  return START + (emptyRoom === "escalate" && occupancy !== "occupied" ? 0 : waitMs);
}

function peopleOf(page: string, { people, onCall, secondary }: Facts): readonly Reachable[] {
  if (page === "everyone") return people;
  const handle = page === "on-call" ? onCall : page === "secondary" ? secondary : page;
  return people.filter((p) => p.handle === handle);
}

/** What policy and rules promise together when nobody reacts and every page arrives, reckoned from these alone. */
function promised(policy: Policy, facts: Facts, to: number): readonly Shot[] {
  const shots: Shot[] = [];
  const planned = new Map<string, number>();
  const fire = (until: number, upTo = false): void => {
    for (const [who, at] of planned)
      if (at < until || (upTo && at === until)) {
        shots.push({ at, to: who });
        planned.delete(who);
      }
  };
  let start = playStart(policy, facts);
  let started = new Set<string>();
  for (let index = 0; start < to; index = (index + 1) % policy.steps.length) {
    if (index === 0) started = new Set();
    const step = policy.steps[index]!;
    const following = policy.steps[index + 1];
    const end = start + (following ? following.afterMs : policy.againMs);
    const instants = (first: number): readonly number[] =>
      Array.from({ length: step.repeat.times }, (_, i) => start + i * step.repeat.everyMs).filter(
        (at) => (at > first && at < end) || at === start,
      );
    const ways = step.by.filter((method) => !isHandOver(method));
    const people = ways.length === 0 ? [] : peopleOf(step.page, facts);
    const isAsleep = (person: Reachable): boolean =>
      step.page === "everyone" && !person.awake && people.some(({ awake }) => awake);
    for (const method of step.by.filter(isHandOver))
      shots.push(...instants(start).map((at) => ({ at, to: `${method} ${method}` })));
    const call = (person: Reachable, from: number): void => {
      const { handle, rules } = person;
      if (rules && !started.has(handle)) {
        started.add(handle);
        for (const { method, afterMs } of rules) {
          const to = `${handle} ${method}`;
          planned.set(to, Math.min(from + afterMs, planned.get(to) ?? Infinity));
        }
      }
      const isOnCall = step.page === "on-call" || facts.onCall === handle;
      const own = rules ? ways.filter((method) => isOnCall && method === "voice") : ways;
      for (const at of [from, ...instants(from).filter((one) => one > from)])
        shots.push(...own.map((method) => ({ at, to: `${handle} ${method}` })));
    };
    for (const person of people.filter((one) => !isAsleep(one))) call(person, start);
    fire(start, true);
    const wakesAt = start + 5 * MIN;
    if (wakesAt <= end) {
      fire(wakesAt);
      for (const person of people.filter(isAsleep)) call(person, wakesAt);
      if (wakesAt < end) fire(wakesAt, true);
    }
    fire(end);
    start = end;
  }
  return shots.filter(({ at }) => at < to);
}

const TWO_HOURS = START + 120 * MIN;

describe("over any policy, team and rules", () => {
  test("exactly the pages go out that policy and rules promise together", () => {
    let ruled = 0;
    fc.assert(
      fc.property(anyPolicy, reachable, (policy, facts) => {
        const { asked } = play(policy, facts, TWO_HOURS);

        const due = promised(policy, facts, TWO_HOURS);
        expect(shown(asked)).toEqual(shown(due));
        expect(asked.length).toBeLessThanOrEqual(due.length);
        ruled += facts.people.filter(({ rules }) => rules).length;
      }),
      { numRuns: 80 },
    );
    expect(ruled).toBeGreaterThan(20);
  });

  test("the policy calls whoever is on call at least when it would without any rules", () => {
    let calls = 0;
    fc.assert(
      fc.property(anyPolicy, reachable, (policy, facts) => {
        const plain = { ...facts, people: facts.people.map(({ rules: _rules, ...rest }) => rest) };
        const own = shown(play(policy, facts, TWO_HOURS).asked);

        const missing = shown(play(policy, plain, TWO_HOURS).asked).filter(
          (line) => line.endsWith(` ${facts.onCall} voice`) && !own.includes(line),
        );

        expect(missing).toEqual([]);
        calls += own.filter((line) => line.endsWith("voice")).length;
      }),
      { numRuns: 50 },
    );
    expect(calls).toBeGreaterThan(100);
  });

  test("nobody whom the policy would reach stays untold, whatever they chose and whatever fails", () => {
    let fallen = 0;
    const ways = fc.uniqueArray(
      fc.tuple(fc.constantFrom("ana", "bob", "cleo"), fc.constantFrom<Method>(...PERSONAL_METHODS)),
      { maxLength: 9, selector: ([handle, method]) => `${handle} ${method}` },
    );
    fc.assert(
      fc.property(anyPolicy, anyFacts, ways, (policy, facts, broken) => {
        const names = broken.map(([handle, method]) => `${handle} ${method}`);
        const fails = (to: string): boolean => names.includes(to);
        const plain = { ...facts, people: facts.people.map(({ rules: _rules, ...rest }) => rest) };
        const told = (some: Facts): ReadonlySet<string> =>
          new Set(
            play(policy, some, TWO_HOURS, fails).arrived.map(({ to }) => to.split(" ")[0] ?? ""),
          );

        const [with_, without] = [told(facts), told(plain)];

        expect([...without].filter((handle) => !with_.has(handle))).toEqual([]);
        fallen += names.length;
      }),
      { numRuns: 80 },
    );
    expect(fallen).toBeGreaterThan(100);
  });

  test("an acknowledgement is the last of it, at every instant", () => {
    fc.assert(
      fc.property(anyRules, fc.integer({ min: 0, max: 80 }), (rules, minute) => {
        const story = course({ facts: withRules("ana", rules) });
        story.acknowledge(minute, "bob");
        const before = story.pages().length;

        story.until(minute + 55);

        expect(story.pages()).toHaveLength(before);
        expect(story.incident().phase).not.toHaveProperty("planned");
      }),
      { numRuns: 40 },
    );
    expect(BUILT_IN_POLICY.acknowledged.reopenMs).toBeGreaterThan(55 * MIN);
  });
});
