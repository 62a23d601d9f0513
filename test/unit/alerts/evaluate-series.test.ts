import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlertDefinition } from "../../../src/alerts/alert.ts";
import { evaluateSeries } from "../../../src/alerts/evaluate-series.ts";
import type { Change, SeriesState } from "../../../src/alerts/series-state.ts";
import { HOUR } from "../../../src/lib/durations.ts";
import { alertExample } from "../../support/alert-examples.ts";

const EVERY = 30_000;
const START = 1_000 * EVERY;

interface Point {
  readonly at: number;
  readonly value: number;
}

function replay(
  definition: AlertDefinition,
  points: readonly Point[],
  carry: (state: SeriesState) => SeriesState = (state) => state,
): { changes: Change[]; state: SeriesState | null } {
  let state: SeriesState | null = null;
  const changes: Change[] = [];
  for (const { at, value } of points) {
    const step = evaluateSeries(definition, state, { labels: { host: "a" }, at, value });
    changes.push(step.change);
    state = carry(step.state);
  }
  return { changes, state };
}

/** One value a round. */
const rounds = (...values: number[]): Point[] =>
  values.map((value, i) => ({ at: START + i * EVERY, value }));
const over = (count: number): number[] => Array.from({ length: count }, () => 95);

const setBack = (points: readonly Point[]): Point[] =>
  points.map(({ at, value }) => ({ at: at - HOUR, value }));

describe("a series", () => {
  test("fires once the threshold was crossed without a break for the whole span", () => {
    const { changes } = replay(alertExample(), rounds(...over(12)));

    expect(changes.indexOf("firing")).toBe(10);
    expect(changes.filter((change) => change === "firing")).toHaveLength(1);
  });

  test("fires at its first sample when no span is asked for", () => {
    expect(replay(alertExample({ forMs: 0 }), rounds(91)).changes).toEqual(["firing"]);
  });

  test("is not crossed by the threshold itself", () => {
    expect(replay(alertExample({ forMs: 0 }), rounds(90)).changes).toEqual([null]);
    expect(
      replay(alertExample({ forMs: 0, threshold: { below: 90 } }), rounds(90, 89)).changes,
    ).toEqual([null, "firing"]);
  });

  test("starts its span anew after one sample below", () => {
    const { changes } = replay(alertExample(), rounds(...over(10), 80, ...over(10)));

    expect(changes).not.toContain("firing");
  });

  test("goes on after three rounds without a sample, and starts anew after four", () => {
    const definition = alertExample({ forMs: 4 * EVERY });
    const at = (round: number): Point => ({ at: START + round * EVERY, value: 95 });

    expect(replay(definition, [at(0), at(1), at(4)]).changes).toEqual([null, null, "firing"]);
    expect(replay(definition, [at(0), at(1), at(5)]).changes).toEqual([null, null, null]);
  });

  test("resolves at once below the threshold when nothing else is said", () => {
    expect(replay(alertExample({ forMs: 0 }), rounds(95, 90)).changes).toEqual([
      "firing",
      "resolved",
    ]);
  });

  test("resolves only when it was past its own bound for its own span", () => {
    const definition = alertExample({
      forMs: 0,
      clears: { threshold: { below: 80 }, forMs: 2 * EVERY },
    });

    expect(replay(definition, rounds(95, 85, 79, 79, 85, 79, 79, 79)).changes).toEqual([
      "firing",
      null,
      null,
      null,
      null,
      null,
      null,
      "resolved",
    ]);
  });

  test("keeps what has passed when the clock is set back", () => {
    const points = rounds(...over(11));

    const { changes } = replay(alertExample({ forMs: 9 * EVERY }), [
      ...points.slice(0, 5),
      ...setBack(points.slice(5)),
    ]);

    // One round is lost: how long the jump itself took cannot be known.
    expect(changes.indexOf("firing")).toBe(10);
  });
});

const points = fc
  .array(
    fc.record({
      gap: fc.constantFrom(1, 1, 1, 1, 2, 3, 4, 6),
      jitter: fc.integer({ min: 0, max: EVERY - 1 }),
      value: fc.constantFrom(70, 79, 85, 90, 91, 99),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let round = START / EVERY;
    return steps.map(({ gap, jitter, value }) => {
      round += gap;
      return { at: round * EVERY + jitter, value };
    });
  });

const definitions = fc
  .record({
    forRounds: fc.integer({ min: 0, max: 6 }),
    clears: fc.option(
      fc.record({ below: fc.constantFrom(80, 90), forRounds: fc.integer({ min: 0, max: 4 }) }),
    ),
  })
  .map(({ forRounds, clears }) =>
    alertExample({
      forMs: forRounds * EVERY,
      clears:
        clears === null
          ? null
          : { threshold: { below: clears.below }, forMs: clears.forRounds * EVERY },
    }),
  );

const roundOf = ({ at }: Point): number => Math.floor(at / EVERY);

/** The same rule told backwards: how long, looking back from a sample, has every sample crossed, with no gap between? */
function unbrokenSpan(
  stretch: readonly Point[],
  crosses: (value: number) => boolean,
): number | null {
  const last = stretch.at(-1);
  if (last === undefined || !crosses(last.value)) return null;
  let first = last;
  for (const point of stretch.slice(0, -1).toReversed()) {
    if (!crosses(point.value) || roundOf(first) - roundOf(point) > 3) break;
    first = point;
  }
  return last.at - first.at;
}

describe("every stream of samples", () => {
  test("comes to the same in pieces, with the state written and read between, as in one go", () => {
    fc.assert(
      fc.property(definitions, points, (definition, stream) => {
        const whole = replay(definition, stream);

        expect(
          replay(definition, stream, (state) => JSON.parse(JSON.stringify(state)) as SeriesState),
        ).toEqual(whole);
      }),
    );
  });

  test("fires exactly when the threshold was crossed for the span since the last resolve, and resolves by the same rule", () => {
    fc.assert(
      fc.property(definitions, points, (definition, stream) => {
        const { changes } = replay(definition, stream);
        const clears = definition.clears;
        let isFiring = false;
        let stretchStart = 0;
        const expected = stream.map((_, i): Change => {
          const stretch = stream.slice(stretchStart, i + 1);
          const span = isFiring
            ? unbrokenSpan(stretch, (value) =>
                clears !== null && "below" in clears.threshold
                  ? value < clears.threshold.below
                  : value <= 90,
              )
            : unbrokenSpan(stretch, (value) => value > 90);
          if (span === null || span < (isFiring ? (clears?.forMs ?? 0) : definition.forMs))
            return null;
          isFiring = !isFiring;
          stretchStart = i + 1;
          return isFiring ? "firing" : "resolved";
        });

        expect(changes).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("never fires after a resolve without a whole new span", () => {
    fc.assert(
      fc.property(definitions, points, (definition, stream) => {
        const { changes } = replay(definition, stream);
        let resolvedAt = Number.NEGATIVE_INFINITY;
        for (const [i, change] of changes.entries()) {
          const { at } = stream[i]!;
          if (change === "resolved") resolvedAt = at;
          expect(change !== "firing" || at - resolvedAt >= definition.forMs).toBe(true);
        }
        expect(
          changes
            .filter((change) => change !== null)
            .every((change, i) => change === (i % 2 === 0 ? "firing" : "resolved")),
        ).toBe(true);
      }),
    );
  });
});
