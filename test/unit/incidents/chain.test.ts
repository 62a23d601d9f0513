import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { decide } from "../../../src/incidents/decide.ts";
import { factsAt, type Known } from "../../../src/incidents/facts-at.ts";
import type { Decision, IncidentEvent } from "../../../src/incidents/incident.ts";
import { openIncident } from "../../../src/incidents/open-incident.ts";
import { PERSONAL_METHODS } from "../../../src/incidents/policy.ts";
import { isoInstant } from "../../../src/lib/instant.ts";
import type { Override } from "../../../src/oncall/person.ts";
import { person } from "../../support/in-memory-watch.ts";
import { actorExample, MIN, openingExample } from "../../support/incident-examples.ts";
import { anyRules } from "./any-history.ts";

vi.setConfig({ testTimeout: 60_000 });

/** The clocks of Berlin and New York jump at these instants. */
const JUMPS = [
  ["Berlin, into summer", Date.UTC(2026, 2, 29, 1)],
  ["Berlin, out of it", Date.UTC(2026, 9, 25, 1)],
  ["New York, into summer", Date.UTC(2026, 2, 8, 7)],
  ["New York, out of it", Date.UTC(2026, 10, 1, 6)],
] as const;

const TEAM: Known = {
  people: [
    person("ana", { zone: "Europe/Berlin" }),
    person("bob", { zone: "America/New_York" }),
    person("cleo", { zone: "Asia/Tokyo" }),
  ],
  overrides: [],
  occupancy: "occupied",
  reach: new Map(["ana", "bob", "cleo"].map((handle) => [handle, PERSONAL_METHODS])),
  methods: PERSONAL_METHODS,
  zone: "Europe/Berlin",
};

/** Who is asleep when the last step comes, minutes after it opened, waits five more. */
const CHAIN = [
  "10 ana dm",
  "10 ana push",
  "12 ana sms",
  ...[15, 18, 21, 24, 27].map((minute) => `${minute} ana voice`),
  ...["dm", "push", "sms", "voice"].map((method) => `30 bob ${method}`),
];

function lastStep(known: Known, at: number): readonly string[] {
  const { people } = factsAt(known, at + 45 * MIN);
  const isAnybodyAwake = people.some(({ awake }) => awake);
  return people.flatMap(({ handle, awake }) =>
    ["push", "sms", "voice"].map(
      (method) => `${isAnybodyAwake && !awake ? 50 : 45} ${handle} ${method}`,
    ),
  );
}

/** The life of one incident, woken at every next instant; `act` happens after all that is due by then. */
function live(
  known: Known,
  at: number,
  minutes: number,
  act?: { readonly minute: number; readonly event: IncidentEvent },
): { readonly pages: readonly string[]; readonly last: Decision } {
  const pages: string[] = [];
  let now = at;
  let last = openIncident(openingExample(), factsAt(known, now), now);
  const take = (decision: Decision): void => {
    last = decision;
    for (const effect of decision.effects)
      if (effect.kind === "reach")
        pages.push(`${(now - at) / MIN} ${effect.handle} ${effect.method}`);
  };
  const until = (end: number): void => {
    while (last.nextAt !== null && last.nextAt <= end) {
      now = Math.max(now, last.nextAt);
      take(decide(last.incident, { kind: "tick" }, factsAt(known, now), now));
    }
  };
  take(last);
  if (act) {
    until(at + act.minute * MIN);
    now = at + act.minute * MIN;
    take(decide(last.incident, act.event, factsAt(known, now), now));
  }
  until(at + minutes * MIN);
  return { pages, last };
}

const acknowledge: IncidentEvent = {
  kind: "acknowledge",
  by: actorExample("cleo"),
  at: 0,
  token: null,
  forMs: null,
};

describe.each(JUMPS)("when the clocks jump in %s", (_where, jump) => {
  test.each([-46, -31, -13, 0])(
    "every step comes at its own instant, %i minutes from it, and so does the next round",
    (minutes) => {
      const at = jump + minutes * MIN;

      const { pages } = live(TEAM, at, 104);

      const next = CHAIN.map((line) => line.replace(/^\d+/, (m) => String(Number(m) + 65)));
      expect(pages.toSorted()).toEqual([...CHAIN, ...lastStep(TEAM, at), ...next].toSorted());
    },
  );

  test("an acknowledgement at any stage is the last of it", () => {
    fc.assert(
      fc.property(fc.integer({ min: -90, max: 30 }), fc.integer({ min: 0, max: 74 }), (from, m) => {
        const at = jump + from * MIN;

        const { pages, last } = live(TEAM, at, m + 59, { minute: m, event: acknowledge });

        const due = [...CHAIN, ...lastStep(TEAM, at)].filter((line) => Number.parseInt(line) <= m);
        expect(pages.toSorted()).toEqual(due.toSorted());
        expect(last.incident.status).toBe("acknowledged");
      }),
      { numRuns: 8 },
    );
  });

  test("with rules of their own every step is still reached, and nothing follows an acknowledgement", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(anyRules, { nil: undefined }), { minLength: 3, maxLength: 3 }),
        fc.integer({ min: -90, max: 30 }),
        fc.integer({ min: 0, max: 74 }),
        (all, from, minute) => {
          const at = jump + from * MIN;
          const people = TEAM.people.map((one, index) => {
            const rules = all[index];
            return rules ? { ...one, rules } : one;
          });
          const known = { ...TEAM, people };

          const untouched = live(known, at, 74);
          const taken = live(known, at, minute + 59, { minute, event: acknowledge });

          expect(untouched.last.incident.phase).toMatchObject({ kind: "step", round: 1, step: 4 });
          expect(untouched.last.nextAt).toBeLessThanOrEqual(at + 75 * MIN);
          const calls = CHAIN.filter((line) => line.endsWith("ana voice"));
          expect(untouched.pages).toEqual(expect.arrayContaining(calls));
          expect(taken.pages.filter((line) => Number.parseFloat(line) > minute)).toEqual([]);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("on the days on which the clocks jump", () => {
  test.each([
    ["into summer", Date.UTC(2026, 2, 29, 6)],
    ["out of it", Date.UTC(2026, 9, 25, 7)],
  ])("eight in the morning in Berlin is when somebody there is awake: %s", (_what, eight) => {
    const lastOf = (opened: number): readonly string[] =>
      live(TEAM, opened, 74).pages.filter((line) => /^(45|50) ana/.test(line));

    expect(lastOf(eight - 45 * MIN)).toEqual(["45 ana push", "45 ana sms", "45 ana voice"]);
    expect(lastOf(eight - 46 * MIN)).toEqual(["50 ana push", "50 ana sms", "50 ana voice"]);
  });

  test.each([
    ["into summer", Date.UTC(2026, 2, 29, 1, 14)],
    ["out of it", Date.UTC(2026, 9, 25, 1, 14)],
  ])("a shift that ends in the middle of the chain passes the rest of it on: %s", (_what, end) => {
    const override: Override = {
      v: 1,
      id: "o",
      handle: "bob",
      from: end - 600 * MIN,
      until: end,
      madeBy: "bob",
      note: null,
    };

    const { pages } = live({ ...TEAM, overrides: [override] }, end - 14 * MIN, 29);

    expect(isoInstant(end)).toMatch(/T01:14/);
    expect(pages).toEqual([
      "10 bob dm",
      "10 bob push",
      "12 bob sms",
      ...[15, 18, 21, 24, 27].map((minute) => `${minute} ana voice`),
    ]);
  });
});
