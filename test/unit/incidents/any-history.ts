import * as fc from "fast-check";
import type { Facts, IncidentEvent, Reachable } from "../../../src/incidents/incident.ts";
import type { Opening } from "../../../src/incidents/open-incident.ts";
import {
  BUILT_IN_POLICY,
  METHODS,
  PERSONAL_METHODS,
  type Method,
  type Policy,
  type Step,
} from "../../../src/incidents/policy.ts";
import type { ContactRule } from "../../../src/oncall/person.ts";
import { actorExample, MIN, openingExample, START } from "../../support/incident-examples.ts";

/** Arbitrary policies, facts and histories, for the properties of deciding. */

const HANDLES = ["ana", "bob", "cleo"] as const;
const TOKENS = [null, "eyes", "check"] as const;
const SECOND = 1_000;

/** Plain objects, as they come from the store. */
const record = <T>(of: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(of, { noNullPrototype: true });

const between = (least: number, most: number): fc.Arbitrary<number> =>
  fc.integer({ min: least / SECOND, max: most / SECOND }).map((seconds) => seconds * SECOND);
const severity = fc.constantFrom("critical", "critical", "critical", "warning", "info");
const someMethods = fc.subarray<Method>([...METHODS]);
const actor = fc.constantFrom(...HANDLES, "dave").map(actorExample);

const repeat = fc.oneof(
  fc.constant({ everyMs: 0, times: 1 }),
  record({
    everyMs: fc.oneof(fc.constantFrom(MIN, 2.5 * MIN, 5 * MIN), between(0.5 * MIN, 8 * MIN)),
    times: fc.integer({ min: 1, max: 6 }),
  }),
);

const step: fc.Arbitrary<Step> = record({
  afterMs: fc.oneof(fc.constantFrom(0, 5 * MIN), between(0, 12 * MIN)),
  page: fc.constantFrom("on-call", "secondary", "everyone", "bob", "nobody-of-that-name"),
  by: fc.subarray<Method>([...METHODS], { minLength: 1 }),
  repeat,
});

export const anyPolicy: fc.Arbitrary<Policy> = record({
  name: fc.constant("default"),
  waitMs: fc.oneof(fc.constant(0), between(0, 15 * MIN)),
  emptyRoom: fc.constantFrom("escalate", "wait"),
  reactions: fc.constant(BUILT_IN_POLICY.reactions),
  steps: fc
    .array(step, { minLength: 1, maxLength: 4 })
    .map((steps) => steps.map((one, index) => (index === 0 ? { ...one, afterMs: 0 } : one))),
  againMs: fc.oneof(fc.constant(5 * MIN), between(5 * MIN, 40 * MIN)),
  acknowledged: record({
    remindMs: between(MIN, 40 * MIN),
    reopenMs: between(MIN, 80 * MIN),
  }),
});

/** In any order, each way once. */
export const anyRules: fc.Arbitrary<readonly ContactRule[]> = fc.uniqueArray(
  record<ContactRule>({
    method: fc.constantFrom(...PERSONAL_METHODS),
    afterMs: fc.oneof(fc.constantFrom(0, 5 * MIN), between(0, 30 * MIN)),
  }),
  { minLength: 1, maxLength: PERSONAL_METHODS.length, selector: ({ method }) => method },
);

const reachable = (handle: string): fc.Arbitrary<Reachable> =>
  fc
    .tuple(
      record<Omit<Reachable, "rules">>({
        handle: fc.constant(handle),
        name: fc.constant(handle.toUpperCase()),
        awake: fc.boolean(),
        awakeAt: between(-60 * MIN, 600 * MIN).map((span) => START + span),
        methods: fc.subarray<Method>([...PERSONAL_METHODS]),
      }),
      fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyRules }),
    )
    .map(([person, rules]) => (rules ? { ...person, rules } : person));

export const anyFacts: fc.Arbitrary<Facts> = record({
  at: fc.constant(START),
  occupancy: fc.constantFrom("occupied", "occupied", "empty", "unknown"),
  onCall: fc.constantFrom(...HANDLES, null),
  secondary: fc.constantFrom(...HANDLES, null),
  people: fc.tuple(...HANDLES.map(reachable), fc.subarray([...HANDLES])).map((parts) => {
    const [ana, bob, cleo, present] = parts as [Reachable, Reachable, Reachable, string[]];
    return [ana, bob, cleo].filter((person) => present.includes(person.handle));
  }),
  methods: fc.oneof(fc.constant(METHODS), someMethods),
});

/** Somebody acts, or the world moves. `undeliverable` names the n-th of what the step asked for. */
export type Happening =
  | IncidentEvent
  | { readonly kind: "fails"; readonly which: number; readonly ago: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "tick" } as const) },
  { weight: 1, arbitrary: record({ kind: fc.constant("fired" as const), severity }) },
  { weight: 1, arbitrary: fc.constant({ kind: "recovered" } as const) },
  {
    weight: 3,
    arbitrary: record({
      kind: fc.constant("acknowledge" as const),
      by: actor,
      at: between(-2 * MIN, 0).map((ago) => START + ago),
      token: fc.constantFrom(...TOKENS),
      forMs: fc.option<number, null>(between(MIN, 200 * MIN), { nil: null }),
    }),
  },
  {
    weight: 3,
    arbitrary: record({
      kind: fc.constant("unacknowledge" as const),
      by: actor,
      token: fc.constantFrom(...TOKENS),
    }),
  },
  { weight: 1, arbitrary: record({ kind: fc.constant("resolve" as const), by: actor }) },
  {
    weight: 2,
    arbitrary: record({
      kind: fc.constant("escalate" as const),
      by: actor,
      to: fc.constantFrom(null, null, "bob", "nobody-of-that-name"),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      kind: fc.constant("silence" as const),
      by: actor,
      until: between(-5 * MIN, 90 * MIN).map((span) => START + span),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "unsilence" } as const) },
  {
    weight: 6,
    arbitrary: record({
      kind: fc.constant("fails" as const),
      which: fc.nat(5),
      ago: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      kind: fc.constant("clock-set-back" as const),
      byMs: between(6 * SECOND, 120 * MIN),
    }),
  },
);

/** When the next thing happens: as planned, or so much after the last. */
export interface Move {
  readonly after: number | "planned";
  readonly happening: Happening;
  /** Which of the history's facts hold then. */
  readonly facts: number;
}

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: record({
      after: fc.constant("planned" as const),
      happening: fc.constant({ kind: "tick" } as const),
      facts: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      after: fc.oneof(fc.constant(0), between(0, 20 * MIN), between(0, 300 * MIN)),
      happening,
      facts: fc.nat(2),
    }),
  },
);

export interface History {
  readonly opening: Opening;
  readonly facts: readonly Facts[];
  readonly moves: readonly Move[];
}

export const anyHistory: fc.Arbitrary<History> = record({
  opening: record({
    severity,
    policy: anyPolicy,
    silencedUntil: fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: between(0, 60 * MIN).map((span) => START + span) },
    ),
  }).map(openingExample),
  facts: fc.array(anyFacts, { minLength: 3, maxLength: 3 }),
  moves: fc.array(move, { minLength: 1, maxLength: 24, size: "max" }),
});
