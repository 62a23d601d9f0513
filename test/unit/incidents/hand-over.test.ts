import { describe, expect, test } from "vitest";
import { silentPolicies } from "../../../src/incidents/silent-policies.ts";
import type { Method } from "../../../src/incidents/policy.ts";
import { handleFor } from "../../../src/oncall/handle-for.ts";
import {
  course,
  factsExample,
  MIN,
  policyExample,
  reachableExample,
  stepExample,
} from "../../support/incident-examples.ts";

const NOBODY = { people: [], onCall: null, secondary: null };

function handing(...by: readonly Method[]) {
  return policyExample({
    waitMs: 0,
    steps: [stepExample({ by }), stepExample({ afterMs: 20 * MIN })],
  });
}

describe("a step that hands over", () => {
  test("asks for one page, whomever it pages, and says so", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ page: "everyone", by: ["pagerduty", "sms", "opsgenie"] })],
      }),
    });
    story.until(0);

    expect(story.last().effects).toContainEqual({
      kind: "reach",
      handle: "pagerduty",
      method: "pagerduty",
      asked: "1.0/pagerduty/pagerduty",
    });
    expect(story.incident().standing).toBe(
      "Nobody reacted. Calling Ana, Bob and Cleo (sms). Handing over to PagerDuty and Opsgenie.",
    );

    story.until(29);

    expect(story.pages()).toEqual([
      "0 ana sms",
      "0 bob sms",
      "0 pagerduty pagerduty",
      "0 opsgenie opsgenie",
      "5 cleo sms",
    ]);
  });

  test("does so when nobody has joined, and does not say that nobody can be called", () => {
    const story = course({ policy: handing("pagerduty"), facts: NOBODY });
    story.until(0);

    expect(story.pages()).toEqual(["0 pagerduty pagerduty"]);
    expect(story.incident().standing).toBe("Nobody reacted. Handing over to PagerDuty.");
    expect(story.said()).toEqual([]);
  });

  test("does so when whom else it pages is nobody, and says both", () => {
    const story = course({
      policy: policyExample({
        waitMs: 0,
        steps: [stepExample({ page: "secondary", by: ["sms", "pagerduty"] })],
      }),
      facts: { secondary: null },
    });
    story.until(0);

    expect(story.pages()).toEqual(["0 pagerduty pagerduty"]);
    expect(story.incident().standing).toBe(
      "Nobody reacted. Nobody is second on call. Handing over to PagerDuty.",
    );
  });

  test("keeps its time and says so when the service is not set up", () => {
    const story = course({ policy: handing("pagerduty"), facts: { methods: ["voice"] } });
    story.until(0);

    expect(story.incident().standing).toBe("Nobody reacted. No way to send pagerduty is set up.");
    story.until(20);
    expect(story.pages()).toEqual(["20 ana voice"]);
  });

  test("asks again when it repeats, and once in a round that starts with somebody", () => {
    const steps = [stepExample({ by: ["pagerduty"], repeat: { everyMs: 3 * MIN, times: 3 } })];
    const story = course({ policy: policyExample({ waitMs: 0, steps }) });

    story.at(1, {
      kind: "escalate",
      by: { handle: "ana", name: "Ana", via: "room" },
      to: "bob",
    });
    story.until(9);

    const pages = [0, 1, 4, 7].map((minute) => `${minute} pagerduty pagerduty`);
    expect(story.pages()).toEqual(pages);
    expect(story.timeline().at(-1)).toMatchObject({ kind: "paged", text: "PagerDuty again" });
  });

  test("starts the next step at once when the service refuses for good, and nothing else is out", () => {
    const alone = course({ policy: handing("pagerduty") });
    alone.fails(1, "1.0/pagerduty/pagerduty");
    expect(alone.step()).toBe("1.2");

    const beside = course({ policy: handing("pagerduty", "sms") });
    beside.fails(1, "1.0/pagerduty/pagerduty");
    expect(beside.step()).toBe("1.1");
    beside.fails(2, "1.0/ana/sms");
    expect(beside.step()).toBe("1.2");

    const standing = course({ policy: handing("pagerduty", "sms") });
    standing.fails(1, "1.0/ana/sms");
    expect(standing.step()).toBe("1.1");
  });

  test("leaves the handles that nobody else has, and the warning that is a message to a person", () => {
    const warning = course({
      severity: "warning",
      policy: handing("pagerduty"),
      facts: { people: [reachableExample("ana", { methods: ["sms"] })] },
    });
    warning.until(60);

    expect(warning.pages()).toEqual([]);
    expect(warning.said()).toEqual([
      "0 Ana could not be told: no direct message or push reaches them.",
    ]);
    for (const name of ["PagerDuty", "opsgenie", "On call", "secondary", "everyone", "watchroom"])
      expect(handleFor(name)).toBeNull();
  });

  test("does not start the rules of whoever is on call: it pages nobody", () => {
    const people = factsExample().people.map((person) => ({
      ...person,
      rules: [{ method: "push" as const, afterMs: 0 }],
    }));
    const story = course({ policy: handing("pagerduty"), facts: { people } });

    story.until(20);

    expect(story.pages()).toEqual(["0 pagerduty pagerduty", "20 ana push", "20 ana voice"]);
  });
});

test("a policy that hands over to a service that works is not silent", () => {
  const policy = handing("pagerduty");
  const by = new Map([["ana", ["sms"] as const]]);

  expect(silentPolicies([policy], { by, handOvers: [] })).toEqual([policy]);
  expect(silentPolicies([policy], { by, handOvers: ["opsgenie"] })).toEqual([policy]);
  expect(silentPolicies([policy], { by, handOvers: ["pagerduty"] })).toEqual([]);
});
