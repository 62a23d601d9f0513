import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlertDefinition } from "../../../src/alerts/alert.ts";
import { evaluate } from "../../../src/alerts/evaluate.ts";
import type { AlertState, Answer } from "../../../src/alerts/series-state.ts";
import type { Signal } from "../../../src/alerts/signal.ts";
import { alertExample } from "../../support/alert-examples.ts";

const EVERY = 30_000;
const FIRST = 1_000;
const now = alertExample({ forMs: 0 });

const good = (values: Readonly<Record<string, number>>): Answer => ({
  outcome: "read",
  readings: Object.entries(values).map(([host, value]) => ({ labels: { host }, value })),
  unusable: null,
});
const failed = (reason = "no such folder"): Answer => ({ outcome: "failed", reason });

function run(
  definition: AlertDefinition,
  answers: readonly Answer[],
  carry: (state: AlertState) => AlertState = (state) => state,
): { state: AlertState | null; signals: (Signal & { readonly round: number })[]; samples: number } {
  let state: AlertState | null = null;
  const signals: (Signal & { readonly round: number })[] = [];
  let samples = 0;
  for (const [i, answer] of answers.entries()) {
    const evaluation = evaluate(definition, state, answer, {
      at: (FIRST + i) * EVERY,
      slot: FIRST + i,
    });
    signals.push(...evaluation.signals.map((signal) => ({ ...signal, round: i })));
    samples += evaluation.samples.length;
    state = carry(evaluation.state);
  }
  return { state, signals, samples };
}

const told = (signals: readonly (Signal & { readonly round: number })[]): string[] =>
  signals.map(({ round, status, labels }) => `${round} ${status} ${labels["host"] ?? "no data"}`);

describe("a round", () => {
  test("judges each series by itself", () => {
    expect(
      told(
        run(now, [good({ a: 95, b: 10 }), good({ a: 95, b: 95 }), good({ a: 1, b: 95 })]).signals,
      ),
    ).toEqual(["0 firing a", "1 firing b", "2 resolved a"]);
  });

  test("says what was measured, of what, and for how long", () => {
    const definition = alertExample({ forMs: 2 * EVERY });

    const { signals } = run(definition, [good({ a: 93 }), good({ a: 93 }), good({ a: 93.04 })]);

    expect(signals).toMatchObject([
      {
        alert: "host-disk-full",
        severity: "critical",
        summary: "host-disk-full: 93 of 90 for 1 min",
        value: 93.04,
        at: (FIRST + 2) * EVERY,
        labels: { host: "a" },
      },
    ]);
  });

  test("hands out one sample for each number it was given", () => {
    expect(run(now, [good({ a: 1, b: 2 }), failed(), good({ a: 3 })]).samples).toBe(3);
  });
});

describe("a series that is missing", () => {
  test("has recovered at the third good answer without it", () => {
    const { signals, state } = run(now, [good({ a: 95 }), good({}), good({}), good({})]);

    expect(told(signals)).toEqual(["0 firing a", "3 resolved a"]);
    expect(state?.series).toEqual({});
  });

  test("has not recovered when it comes back before", () => {
    expect(
      told(
        run(now, [good({ a: 95 }), good({}), good({}), good({ a: 95 }), good({}), good({})])
          .signals,
      ),
    ).toEqual(["0 firing a"]);
  });

  test("is not missing from an answer that failed", () => {
    expect(
      told(
        run(alertExample({ forMs: 0, noData: "keep" }), [
          good({ a: 95 }),
          failed(),
          failed(),
          failed(),
          failed(),
          good({}),
          good({}),
        ]).signals,
      ),
    ).toEqual(["0 firing a"]);
  });
});

describe("no data", () => {
  test("opens one incident of the alert's own at the third round in a row, and firing ones stay open", () => {
    const { signals } = run(now, [
      good({ a: 95 }),
      failed(),
      failed(),
      failed(),
      failed(),
      failed(),
    ]);

    expect(told(signals)).toEqual(["0 firing a", "3 firing no data"]);
    expect(signals.at(-1)).toMatchObject({
      alert: "host-disk-full",
      severity: "critical",
      labels: { "no-data": "true" },
      value: null,
      summary: "No data from host for 3 rounds: no such folder",
    });
  });

  test("is over with the first answer", () => {
    expect(told(run(now, [failed(), failed(), failed(), good({ a: 1 })]).signals)).toEqual([
      "2 firing no data",
      "3 resolved no data",
    ]);
  });

  test("takes three rounds in a row", () => {
    expect(run(now, [failed(), failed(), good({ a: 1 }), failed(), failed()]).signals).toEqual([]);
  });

  test("says nothing where the book says keep", () => {
    expect(
      told(
        run(alertExample({ forMs: 0, noData: "keep" }), [
          good({ a: 95 }),
          failed(),
          failed(),
          failed(),
        ]).signals,
      ),
    ).toEqual(["0 firing a"]);
  });

  test("lets firing series recover where the book says ok", () => {
    const { signals, state } = run(alertExample({ forMs: 0, noData: "ok" }), [
      good({ a: 95, b: 1 }),
      failed(),
      failed(),
      failed(),
      failed(),
    ]);

    expect(told(signals)).toEqual(["0 firing a", "3 resolved a"]);
    expect(state?.noData).toBe(false);
  });

  test("lets only those recover that did not answer", () => {
    const definition = alertExample({ forMs: 0, noData: "ok" });

    const { signals } = run(definition, [
      good({ a: 95, b: 95 }),
      ...Array.from({ length: 3 }, () => good({ a: 95, b: Number.NaN })),
    ]);

    expect(told(signals)).toEqual(["0 firing a", "0 firing b", "3 resolved b"]);
  });

  test("ends when the book stops asking for it", () => {
    const { state } = run(now, [failed(), failed(), failed()]);

    const { signals } = evaluate(alertExample({ noData: "keep" }), state, failed(), {
      at: (FIRST + 3) * EVERY,
      slot: FIRST + 3,
    });

    expect(signals).toMatchObject([{ status: "resolved", labels: { "no-data": "true" } }]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "counts %s as no answer, and still judges the other series",
    (value) => {
      const { signals, samples, state } = run(now, [
        good({ a: 95, b: 1 }),
        good({ a: value, b: 95 }),
        good({ a: value, b: 95 }),
        good({ a: value, b: 1 }),
      ]);

      expect(told(signals)).toEqual([
        "0 firing a",
        "1 firing b",
        "3 resolved b",
        "3 firing no data",
      ]);
      expect(samples).toBe(5);
      expect(state?.reason).toBe("a value is not a finite number");
    },
  );
});

describe("every stream of answers", () => {
  const answers = fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom(1, 85, 95, Number.NaN))
          .map(good),
      },
      fc.constant(failed()),
      fc.constant(failed("it hangs")),
    ),
    { maxLength: 40 },
  );
  const definitions = fc
    .record({
      noData: fc.constantFrom("alert" as const, "keep" as const, "ok" as const),
      forMs: fc.constantFrom(0, EVERY, 3 * EVERY),
    })
    .map(alertExample);

  test("comes to the same with the state written and read between", () => {
    fc.assert(
      fc.property(definitions, answers, (definition, stream) => {
        expect(
          run(definition, stream, (state) => JSON.parse(JSON.stringify(state)) as AlertState),
        ).toEqual(run(definition, stream));
      }),
    );
  });

  test("signals firing and resolved in turn for each series, and what is left firing is what was signalled last", () => {
    fc.assert(
      fc.property(definitions, answers, (definition, stream) => {
        const { signals, state } = run(definition, stream);
        const last = new Map<string, string>();
        for (const { labels, status } of signals) {
          const key = JSON.stringify(labels);
          expect(status).toBe((last.get(key) ?? "resolved") === "resolved" ? "firing" : "resolved");
          last.set(key, status);
        }
        const firing = [...last].filter(([, status]) => status === "firing").map(([key]) => key);
        const left = Object.values(state?.series ?? {}).filter((series) => series.firing);
        const expected = [
          ...left.map(({ labels }) => JSON.stringify(labels)),
          ...(state?.noData === true ? ['{"no-data":"true"}'] : []),
        ];
        expect(firing.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});
