import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { isMoreSevere } from "../../../src/alerts/severity.ts";
import { isPageable } from "../../../src/incidents/change.ts";
import { decide } from "../../../src/incidents/decide.ts";
import type { Decision, Facts, Incident, IncidentEvent } from "../../../src/incidents/incident.ts";
import { openIncident } from "../../../src/incidents/open-incident.ts";
import {
  isHandOver,
  PERSONAL_METHODS,
  type Policy,
  type Step,
} from "../../../src/incidents/policy.ts";
import { factsExample, MIN, openingExample, START } from "../../support/incident-examples.ts";
import { anyFacts, anyHistory, anyPolicy, type Happening, type History } from "./any-history.ts";

vi.setConfig({ testTimeout: 60_000 });

/** One decision of a history, with what it was decided from. */
interface Moment {
  readonly before: Incident;
  readonly event: IncidentEvent;
  readonly facts: Facts;
  readonly now: number;
  readonly decision: Decision;
}

function eventOf(
  happening: Happening,
  { phase, generation }: Incident,
  now: number,
): IncidentEvent {
  if (happening.kind === "acknowledge") return { ...happening, at: now + (happening.at - START) };
  if (happening.kind === "silence") return { ...happening, until: now + (happening.until - START) };
  if (happening.kind !== "fails") return happening;
  const asked = phase.kind === "step" ? phase.asked : [];
  return {
    kind: "undeliverable",
    asked: asked[happening.which % Math.max(1, asked.length)] ?? "1.0/ana/sms",
    generation: generation - happening.ago,
  };
}

function live({ opening, facts, moves }: History): readonly Moment[] {
  const [first = factsExample()] = facts;
  let now = START;
  let decision = openIncident(opening, first, now);
  const moments: Moment[] = [];
  for (const move of moves) {
    if (move.after === "planned" && decision.nextAt === null) continue;
    const before = decision.incident;
    now = move.after === "planned" ? Math.max(now, decision.nextAt ?? now) : now + move.after;
    if (move.happening.kind === "clock-set-back") now -= move.happening.byMs;
    const event = eventOf(move.happening, before, now);
    const known = { ...(facts[move.facts] ?? first), at: now };
    decision = decide(before, event, known, now);
    moments.push({ before, event, facts: known, now, decision });
  }
  return moments;
}

const kinds = ({ effects }: Decision): readonly string[] => effects.map((effect) => effect.kind);

const RULES: Readonly<Record<string, (moment: Moment) => boolean>> = {
  "an unchanged decision has neither effects nor timeline": ({ before, decision }) =>
    decision.changed ||
    (decision.incident === before &&
      decision.effects.length === 0 &&
      decision.timeline.length === 0),
  "the revision rises by exactly one with each change": ({ before, decision }) =>
    decision.incident.revision === before.revision + (decision.changed ? 1 : 0),
  "the generation rises exactly when a human is needed no longer": ({ before, decision }) => {
    const grown = decision.incident.generation - before.generation;
    if (isPageable(before) && !isPageable(decision.incident))
      return grown === 1 && kinds(decision).includes("stop");
    return grown === 0 || (grown === 1 && !isPageable(decision.incident));
  },
  "the severity only rises, and is settled when it is resolved": ({ before, decision }) =>
    before.status === "resolved"
      ? decision.incident.severity === before.severity
      : !isMoreSevere(before.severity, decision.incident.severity),
  "what is resolved stays resolved": ({ before, decision }) =>
    before.status !== "resolved" || decision.incident.status === "resolved",
  "rounds and steps only go forward, unless somebody is named": ({ before, event, decision }) => {
    const [was, is] = [before.phase, decision.incident.phase];
    if (was.kind !== "step" || is.kind !== "step") return true;
    if (event.kind === "escalate" && event.to !== null) return true;
    return is.round === was.round ? is.step >= was.step : is.round === was.round + 1;
  },
  "the first round begins at the first step": ({ before, event, decision }) => {
    const [was, is] = [before.phase, decision.incident.phase];
    if (is.kind !== "step" || was.kind === "step" || was.kind === "acknowledged") return true;
    return is.round === 1 && (is.step === 0 || event.kind !== "undeliverable");
  },
  "an open, unacknowledged critical incident has a next instant": ({ decision }) =>
    decision.incident.status !== "triggered" ||
    decision.incident.severity !== "critical" ||
    Number.isFinite(decision.nextAt),
  "nobody is paged while somebody has it, it is silent, or it is over": ({ decision }) =>
    !kinds(decision).includes("reach") || isPageable(decision.incident),
  "what somebody has is paged again only when it is given back, reopened or escalated": ({
    before,
    event,
    now,
    decision,
  }) => {
    if (before.phase.kind !== "acknowledged" || !kinds(decision).includes("reach")) return true;
    if (event.kind === "tick") return now >= before.phase.reopenAt;
    return (
      event.kind === "unacknowledge" ||
      event.kind === "escalate" ||
      (event.kind === "fired" && isMoreSevere(event.severity, before.severity))
    );
  },
  "what is silenced is paged again only when the silence is over, or somebody escalates": ({
    before,
    event,
    now,
    decision,
  }) => {
    const quiet = before.phase.kind === "acknowledged" ? before.phase.resume : before.phase;
    if (quiet.kind !== "silenced" || !kinds(decision).includes("reach")) return true;
    return now >= quiet.until || event.kind === "unsilence" || event.kind === "escalate";
  },
  "below critical there is neither SMS nor call": ({ decision }) =>
    decision.incident.severity === "critical" ||
    decision.effects.every(
      (effect) => effect.kind !== "reach" || ["dm", "push"].includes(effect.method),
    ),
  "only those are paged who have the method, by what is set up, once at a time": ({
    facts,
    decision,
  }) => {
    const reached = decision.effects.filter((effect) => effect.kind === "reach");
    const isReachable = reached.every(({ handle, method }) =>
      isHandOver(method)
        ? handle === method && facts.methods.includes(method)
        : facts.people.some((p) => p.handle === handle && p.methods.includes(method)),
    );
    return isReachable && new Set(reached.map(({ asked }) => asked)).size === reached.length;
  },
  "the room is shown nothing that it was not told of": ({ decision }) =>
    !kinds(decision).includes("card") || decision.incident.told,
  "the card comes once, and first": ({ decision }) => !kinds(decision).includes("card", 1),
  "somebody has it exactly while an acknowledgement stands": ({ decision }) => {
    const { status, phase, acknowledgements, acknowledgedBy } = decision.incident;
    if (status === "resolved") return phase.kind === "resolved";
    const has = acknowledgements.length > 0;
    return (
      (status === "acknowledged") === has &&
      (phase.kind === "acknowledged") === has &&
      (acknowledgedBy !== null) === has
    );
  },
  "it is signalled again only when it was closed by hand half an hour ago": ({
    before,
    event,
    now,
    decision,
  }) =>
    !kinds(decision).includes("signal-again") ||
    (event.kind === "tick" &&
      before.phase.kind === "resolved" &&
      before.phase.closedUntil !== null &&
      now >= before.phase.closedUntil),
  "a step ends early only when nobody of it could be reached": ({ before, event, decision }) => {
    const [was, is] = [before.phase, decision.incident.phase];
    if (event.kind !== "undeliverable" || was.kind !== "step" || is.kind !== "step") return true;
    if (is.step === was.step && is.round === was.round) return true;
    const open = was.asked.filter((one) => one !== event.asked && !was.failed.includes(one));
    return open.length === 0 && was.late === null && is.round === was.round;
  },
  "the timeline is of now": ({ decision, now }) => decision.timeline.every(({ at }) => at === now),
  "the waker does not spin": comesToRest,
};

/** The waker looks again at once while something is due: each look must get somewhere. */
function comesToRest({ facts, now, decision }: Moment): boolean {
  let next = decision;
  for (let look = 0; look < next.incident.policy.steps.length + 2; look += 1) {
    if (next.nextAt === null || next.nextAt > now) return true;
    next = decide(next.incident, { kind: "tick" }, facts, now);
  }
  return false;
}

const broken = (moment: Moment): readonly string[] =>
  Object.entries(RULES)
    .filter(([, holds]) => !holds(moment))
    .map(([rule]) => `${moment.event.kind}: ${rule}`);

describe("over any history", () => {
  test("every rule of deciding holds", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        expect(live(history).flatMap(broken)).toEqual([]);
      }),
      { numRuns: 3_500 },
    );
  });

  test("what is decided survives being stored", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        for (const { decision } of live(history))
          expect(JSON.parse(JSON.stringify(decision))).toStrictEqual(decision);
      }),
      { numRuns: 60 },
    );
  });

  test("deciding changes nothing that it was given, and decides the same again", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        for (const { before, event, facts, now, decision } of live(history)) {
          const [given, told] = [structuredClone(before), structuredClone(facts)];
          expect(decide(deepFrozen(given), event, deepFrozen(told), now)).toEqual(decision);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFrozen(inner);
  }
  return value;
}

interface Shot {
  readonly at: number;
  readonly to: string;
}

/** What a policy promises when nobody reacts and every page arrives, reckoned from the policy alone. */
function promised(policy: Policy, facts: Facts, from: number, to: number): readonly Shot[] {
  const shots: Shot[] = [];
  let start = from;
  for (let index = 0; start < to; index = (index + 1) % policy.steps.length) {
    const step = policy.steps[index];
    if (!step) break;
    const following = policy.steps[index + 1];
    const end = start + (following ? following.afterMs : policy.againMs);
    const [services, ways] = [step.by.filter(isHandOver), step.by.filter((m) => !isHandOver(m))];
    for (const { handle, asleep } of peopleOf(step.page, facts))
      for (const at of instantsOf(step, { start, end, asleep }))
        shots.push(...ways.map((method) => ({ at, to: `${handle} ${method}` })));
    for (const at of instantsOf(step, { start, end, asleep: false }))
      shots.push(...services.map((method) => ({ at, to: `${method} ${method}` })));
    start = end;
  }
  return shots.filter(({ at }) => at < to);
}

function instantsOf(
  { repeat }: Step,
  { start, end, asleep }: { start: number; end: number; asleep: boolean },
): readonly number[] {
  const planned = Array.from({ length: repeat.times }, (_, i) => start + i * repeat.everyMs);
  if (!asleep) return planned.filter((at) => at === start || at < end);
  const awakeAt = start + 5 * MIN;
  if (awakeAt > end) return [];
  return [awakeAt, ...planned.filter((at) => at > awakeAt && at < end)];
}

function peopleOf(page: string, { people, onCall, secondary }: Facts) {
  const isAnybodyAwake = people.some((p) => p.awake);
  if (page === "everyone")
    return people.map(({ handle, awake }) => ({ handle, asleep: isAnybodyAwake && !awake }));
  const handle = page === "on-call" ? onCall : page === "secondary" ? secondary : page;
  return people.filter((p) => p.handle === handle).map((p) => ({ ...p, asleep: false }));
}

const sorted = (shots: readonly Shot[]): readonly string[] =>
  shots.map(({ at, to }) => `${String((at - START) / 1_000).padStart(9)} ${to}`).toSorted();

/** Everybody can be reached by every method, and has no rules of their own. */
const reachableFacts = anyFacts.map((facts) => ({
  ...facts,
  methods: factsExample().methods,
  people: facts.people.map(({ rules: _rules, ...person }) => ({
    ...person,
    methods: PERSONAL_METHODS,
  })),
}));

function run(policy: Policy, facts: Facts, to: number): { shots: Shot[]; steps: string[] } {
  let decision = openIncident(openingExample({ policy }), facts, START);
  let now = START;
  const shots: Shot[] = [];
  const steps: string[] = [];
  for (;;) {
    for (const effect of decision.effects)
      if (effect.kind === "reach") shots.push({ at: now, to: `${effect.handle} ${effect.method}` });
    steps.push(
      ...decision.timeline
        .filter(({ kind }) => kind === "escalated")
        .map(({ text }) => text.slice(0, text.indexOf(":"))),
    );
    if (decision.nextAt === null) throw new Error("nothing follows");
    if (decision.nextAt >= to) return { shots, steps };
    now = Math.max(now, decision.nextAt);
    decision = decide(decision.incident, { kind: "tick" }, { ...facts, at: now }, now);
  }
}

describe("when nobody reacts", () => {
  const THREE_HOURS = START + 180 * MIN;

  test("exactly the pages go out that the policy promises, round after round", () => {
    fc.assert(
      fc.property(anyPolicy, reachableFacts, (policy, facts) => {
        const leaves = policy.emptyRoom === "escalate" && facts.occupancy !== "occupied";
        const from = START + (leaves ? 0 : policy.waitMs);

        const { shots } = run(policy, facts, THREE_HOURS);

        expect(sorted(shots)).toEqual(sorted(promised(policy, facts, from, THREE_HOURS)));
      }),
      { numRuns: 150 },
    );
  });

  test("every step of every round comes, in order", () => {
    fc.assert(
      fc.property(anyPolicy, anyFacts, (policy, facts) => {
        const { steps } = run(policy, facts, THREE_HOURS);

        const expected = steps.map((_, index) => {
          const count = policy.steps.length;
          return `round ${Math.floor(index / count) + 1}, step ${(index % count) + 1}`;
        });
        expect(steps).toEqual(expected);
        expect(steps.length).toBeGreaterThan(0);
      }),
      { numRuns: 120 },
    );
  });
});

describe("whatever fails for good", () => {
  const failing = fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 10 * MIN }),
      which: fc.nat(5),
      late: fc.boolean(),
    }),
    { minLength: 20, maxLength: 50 },
  );

  test("a round never ends before its time, and rounds go on", () => {
    fc.assert(
      fc.property(anyPolicy, anyFacts, failing, (policy, facts, failures) => {
        const length = policy.steps.reduce((sum, step) => sum + step.afterMs, 0) + policy.againMs;
        let now = START;
        let decision = openIncident(openingExample({ policy }), facts, now);
        const began = new Map<number, number>(
          decision.incident.phase.kind === "step" ? [[1, now]] : [],
        );
        for (const { afterMs, which, late } of failures) {
          const planned = decision.nextAt ?? Infinity;
          const isPage = now + afterMs < planned;
          now = isPage ? now + afterMs : late ? planned + afterMs : planned;
          const event: IncidentEvent = isPage
            ? eventOf({ kind: "fails", which, ago: 0 }, decision.incident, now)
            : { kind: "tick" };
          decision = decide(decision.incident, event, { ...facts, at: now }, now);
          const { phase } = decision.incident;
          if (phase.kind === "step" && !began.has(phase.round)) began.set(phase.round, now);
        }
        const starts = [...began.values()];
        for (const [index, start] of starts.slice(1).entries())
          expect(start - (starts[index] ?? Infinity)).toBeGreaterThanOrEqual(length);
      }),
      { numRuns: 200 },
    );
  });
});

describe("after any downtime", () => {
  test("one step starts, and nobody gets in a burst what was missed", () => {
    const spans = fc.tuple(
      fc.integer({ min: 0, max: 90 * MIN }),
      fc.integer({ min: MIN, max: 3_000 * MIN }),
    );
    fc.assert(
      fc.property(anyPolicy, reachableFacts, spans, (policy, facts, [until, down]) => {
        let decision = openIncident(openingExample({ policy }), facts, START);
        while (decision.nextAt !== null && decision.nextAt < START + until)
          decision = decide(decision.incident, { kind: "tick" }, facts, decision.nextAt);
        const before = decision.incident.phase;
        const now = START + until + down;

        decision = decide(decision.incident, { kind: "tick" }, { ...facts, at: now }, now);

        const { phase } = decision.incident;
        const reached = decision.effects.filter((effect) => effect.kind === "reach");
        const keys = reached.map(({ asked }) => asked);
        expect(new Set(keys).size).toBe(keys.length);
        fc.pre(phase.kind === "step");
        const count = policy.steps.length;
        const place = before.kind === "step" ? (before.round - 1) * count + before.step : -1;
        const moved = (phase.round - 1) * count + phase.step - place;
        expect([0, 1]).toContain(moved);
        const started = { startedAt: now, plannedAt: now, shots: 1 };
        expect(phase).toMatchObject(moved === 1 ? started : {});
      }),
      { numRuns: 200 },
    );
  });
});
