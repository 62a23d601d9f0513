import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { factsAt, type Known } from "../../../src/incidents/facts-at.ts";
import type { Facts } from "../../../src/incidents/incident.ts";
import { METHODS, type Method } from "../../../src/incidents/policy.ts";
import { rehearse, type Course, type Happening } from "../../../src/incidents/rehearse.ts";
import type { Override } from "../../../src/oncall/person.ts";
import { person } from "../../support/in-memory-watch.ts";
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
import { anyFacts, anyPolicy } from "./any-history.ts";

const HOUR = 60 * MIN;

/** "12 ana sms", as a course tells it. */
function callsOf({ happenings }: Course): readonly string[] {
  return happenings
    .filter((one) => one.kind === "called")
    .map(({ at, handle, method }) => `${(at - START) / MIN} ${handle} ${method}`);
}

function told(happenings: readonly Happening[]): readonly string[] {
  return happenings.map((one) => {
    const minute = (one.at - START) / MIN;
    switch (one.kind) {
      case "called":
        return `${minute} ${one.handle} ${one.method} step ${one.step} shot ${one.shot} for ${one.page}${one.byRule ? " by rule" : ""}`;
      case "skipped":
        return `${minute} skipped ${one.handle ?? "all"} ${one.method}`;
      case "nobody":
        return `${minute} nobody is ${one.page}`;
      case "silenced":
        return `${minute} silenced until ${(one.until - START) / MIN}`;
      case "said":
        return `${minute} said ${one.text}`;
      case "posted":
        return `${minute} posted`;
    }
  });
}

const constant =
  (facts: Facts) =>
  (at: number): Facts => ({ ...facts, at });

vi.setConfig({ testTimeout: 60_000 });

describe("a rehearsal", () => {
  test("calls exactly whom a live incident would, until the first round is over", () => {
    let called = 0;
    fc.assert(
      fc.property(anyPolicy, anyFacts, (policy, facts) => {
        const rehearsed = rehearse(openingExample({ policy }), START, constant(facts));
        const live = course({ policy, facts });
        const end = ((rehearsed.nextRoundAt ?? NaN) - START) / MIN;

        live.until(end - 1 / MIN);
        expect(live.step()).toMatch(/^1\./);
        expect(callsOf(rehearsed).toSorted()).toEqual(live.pages().toSorted());

        live.until(end);
        expect(live.step()).toMatch(/^2\./);
        called += live.pages().length;
      }),
      { numRuns: 300 },
    );
    expect(called).toBeGreaterThan(50);
  });

  test("tells what people's own rules ask for from what the policy asks for, each at its time", () => {
    const steps = [
      stepExample({ by: ["sms"] }),
      stepExample({ afterMs: 5 * MIN, repeat: { everyMs: 3 * MIN, times: 2 } }),
    ];
    const ana = reachableExample("ana", {
      methods: ["push", "voice"],
      rules: [
        { method: "push", afterMs: 0 },
        { method: "sms", afterMs: MIN },
        { method: "voice", afterMs: 2 * MIN },
      ],
    });
    const facts = constant({ ...factsExample(), people: [ana], occupancy: "empty" });

    const { happenings } = rehearse(
      openingExample({ policy: policyExample({ steps }) }),
      START,
      facts,
    );

    expect(told(happenings)).toEqual([
      "0 posted",
      "0 skipped ana sms",
      "0 ana push step 0 shot 1 for on-call by rule",
      "2 ana voice step 0 shot 1 for on-call by rule",
      "5 ana voice step 1 shot 1 for on-call",
      "8 ana voice step 1 shot 2 for on-call",
    ]);
  });

  test("shows what is handed over, and does not look for a person there", () => {
    const steps = [
      stepExample({ page: "secondary", by: ["pagerduty"] }),
      stepExample({ afterMs: 5 * MIN, page: "secondary", by: ["opsgenie", "sms"] }),
    ];
    const facts = constant({
      ...factsExample({ people: [], occupancy: "empty", secondary: null }),
      methods: ["pagerduty", "sms"],
    });

    const { happenings } = rehearse(
      openingExample({ policy: policyExample({ steps }) }),
      START,
      facts,
    );

    expect(told(happenings)).toEqual([
      "0 posted",
      "0 pagerduty pagerduty step 0 shot 1 for secondary",
      "5 nobody is secondary",
      "5 skipped all opsgenie",
    ]);
  });

  test("is never empty of calls for a critical alert while one responder can be reached", () => {
    const zones = [null, "UTC", "Pacific/Auckland", "America/Los_Angeles"] as const;
    const ways = fc.subarray<Method>(["push", "sms", "voice"], { minLength: 1 });
    const handles = ["ana", "bob", "cleo"];
    const override = fc.record({
      handle: fc.constantFrom(...handles, "gone"),
      from: fc.integer({ min: -24, max: 24 }),
      hours: fc.option(fc.integer({ min: 1, max: 48 }), { nil: null }),
    });
    fc.assert(
      fc.property(
        fc.record({
          at: fc.integer({ min: 0, max: 400 * 24 * 60 }),
          set: ways,
          reached: fc.constantFrom(...handles),
          zone: fc.constantFrom(...zones),
          overrides: fc.array(override, { maxLength: 3 }),
          occupancy: fc.constantFrom("empty" as const, "occupied" as const, "unknown" as const),
        }),
        ({ at: minutes, set, reached, zone, overrides, occupancy }) => {
          const at = START + minutes * MIN;
          const known: Known = {
            people: handles.map((handle) => person(handle, { zone })),
            overrides: overrides.map(({ handle, from, hours }, index) => ({
              ...anOverride(handle, at + from * HOUR),
              id: String(index),
              until: hours === null ? null : at + (from + hours) * HOUR,
            })),
            occupancy,
            reach: new Map([[reached, set]]),
            methods: METHODS,
            zone: "Europe/Berlin",
          };

          const calls = rehearse(openingExample(), at, (then) =>
            factsAt(known, then),
          ).happenings.filter((one) => one.kind === "called");

          expect(new Set(calls.map(({ handle }) => handle))).toEqual(new Set([reached]));
          expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(set));
        },
      ),
    );
  });

  test("calls whoever is on call at that instant, and lets sleep who sleeps then", () => {
    const known: Known = {
      people: [
        person("ana"),
        person("bob"),
        person("cleo", { zone: "Pacific/Auckland", joinedAt: 200 }),
      ],
      overrides: [{ ...anOverride("bob", START + 5 * MIN), until: START + 100 * HOUR }],
      occupancy: "empty",
      reach: new Map([
        ["ana", METHODS],
        ["bob", METHODS],
        ["cleo", METHODS],
      ]),
      methods: METHODS,
      zone: "UTC",
    };
    const policy = policyExample({
      steps: [
        stepExample({ repeat: { everyMs: 3 * MIN, times: 3 } }),
        stepExample({ afterMs: 10 * MIN, page: "secondary" }),
        stepExample({ afterMs: 10 * MIN, page: "everyone" }),
      ],
    });

    expect(
      told(rehearse(openingExample({ policy }), START, (at) => factsAt(known, at)).happenings),
    ).toEqual([
      "0 posted",
      "0 ana voice step 0 shot 1 for on-call",
      "3 ana voice step 0 shot 2 for on-call",
      "6 bob voice step 0 shot 1 for on-call",
      "10 cleo voice step 1 shot 1 for secondary",
      "20 cleo voice step 2 shot 1 for everyone",
      "25 ana voice step 2 shot 1 for everyone",
      "25 bob voice step 2 shot 1 for everyone",
    ]);
  });

  test("names what is passed over, and whom a step finds nobody for", () => {
    const policy = policyExample({
      steps: [
        stepExample({ by: ["dm", "push", "sms"] }),
        stepExample({ afterMs: MIN, page: "zoe" }),
        stepExample({ afterMs: MIN, page: "bob", by: ["push"] }),
      ],
    });
    const facts = factsExample({
      occupancy: "empty",
      people: [
        reachableExample("ana", { methods: ["sms"] }),
        reachableExample("bob", { methods: ["sms"] }),
      ],
      methods: ["push", "sms", "voice"],
    });

    const rehearsed = rehearse(openingExample({ policy }), START, constant(facts));

    expect(told(rehearsed.happenings)).toEqual([
      "0 posted",
      "0 skipped all dm",
      "0 skipped ana push",
      "0 ana sms step 0 shot 1 for on-call",
      "1 nobody is zoe",
      "1 said Step 2 of the policy default pages zoe, and no responder has that handle.",
      "2 skipped bob push",
      "2 said Nobody could be reached in this round. The next one starts later.",
    ]);
    expect(rehearsed.nextRoundAt).toBe(START + 32 * MIN);
  });

  test("names each step that is passed through at once because nobody can be reached", () => {
    const policy = policyExample({
      steps: [
        stepExample({ by: ["push"] }),
        stepExample({ afterMs: 5 * MIN, by: ["sms"] }),
        stepExample({ afterMs: 5 * MIN, by: ["voice"] }),
      ],
    });
    const facts = factsExample({
      occupancy: "empty",
      people: [reachableExample("ana", { methods: ["voice"] })],
    });

    expect(told(rehearse(openingExample({ policy }), START, constant(facts)).happenings)).toEqual([
      "0 posted",
      "0 skipped ana push",
      "0 skipped ana sms",
      "0 ana voice step 2 shot 1 for on-call",
    ]);
  });

  test("calls those whom a step still had to wake, although the next one begins just then", () => {
    const policy = policyExample({
      steps: [stepExample({ page: "everyone" }), stepExample({ afterMs: 5 * MIN, page: "cleo" })],
    });
    const facts = factsExample({ occupancy: "empty" });

    expect(told(rehearse(openingExample({ policy }), START, constant(facts)).happenings)).toEqual([
      "0 posted",
      "0 ana voice step 0 shot 1 for everyone",
      "0 bob voice step 0 shot 1 for everyone",
      "5 cleo voice step 0 shot 1 for everyone",
      "5 cleo voice step 1 shot 1 for cleo",
    ]);
  });

  test("of a silenced alert begins when the silence is over", () => {
    const opening = openingExample({ silencedUntil: START + 60 * MIN });
    const facts = factsExample({ occupancy: "empty" });

    expect(told(rehearse(opening, START, constant(facts)).happenings).slice(0, 3)).toEqual([
      "0 silenced until 60",
      "60 posted",
      "60 ana dm step 0 shot 1 for on-call",
    ]);
  });

  test("of a warning is one message in the next awake hour", () => {
    const known: Known = {
      people: [person("ana", { zone: "Pacific/Auckland" })],
      overrides: [],
      occupancy: "empty",
      reach: new Map([["ana", ["push", "voice"]]]),
      methods: METHODS,
      zone: "UTC",
    };
    const noon = Date.UTC(2026, 5, 1, 12, 0);

    const { happenings, nextRoundAt } = rehearse(
      openingExample({ severity: "warning" }),
      noon,
      (at) => factsAt(known, at),
    );

    expect(happenings).toEqual([
      { kind: "posted", at: noon },
      {
        kind: "called",
        at: noon + 8 * HOUR,
        step: null,
        page: "on-call",
        handle: "ana",
        method: "push",
        shot: 1,
      },
    ]);
    expect(nextRoundAt).toBeNull();
  });

  test("ends for a warning that nobody is there to be told of, and for what is only recorded", () => {
    const alone = constant(factsExample({ people: [], onCall: null, secondary: null }));

    expect(
      told(rehearse(openingExample({ severity: "warning" }), START, alone).happenings),
    ).toEqual(["0 posted"]);
    expect(told(rehearse(openingExample({ severity: "info" }), START, alone).happenings)).toEqual(
      [],
    );
  });
});

function anOverride(handle: string, from: number): Override {
  return { v: 1, id: "o", handle, from, until: null, madeBy: "ana", note: null };
}
