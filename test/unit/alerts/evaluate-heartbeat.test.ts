import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/alerts/evaluate.ts";
import { evaluateBeat, evaluateHeartbeat } from "../../../src/alerts/evaluate-heartbeat.ts";
import type { AlertState } from "../../../src/alerts/series-state.ts";
import { HOUR, MINUTE } from "../../../src/lib/durations.ts";
import { alertExample, heartbeatExample } from "../../support/alert-examples.ts";

const START = 1_000 * HOUR;
const definition = heartbeatExample();
const round = (at: number): { at: number; slot: number } => ({ at, slot: Math.floor(at / 30_000) });

function beaten(at: number): AlertState {
  return evaluateBeat(
    definition,
    evaluateHeartbeat(definition, null, round(START), START).state,
    at,
  ).state;
}

describe("a heartbeat", () => {
  test("fires when none came for longer than expected", () => {
    const state = beaten(START + MINUTE);

    expect(evaluateHeartbeat(definition, state, round(START + 11 * MINUTE), START).signals).toEqual(
      [],
    );
    expect(
      evaluateHeartbeat(definition, state, round(START + 11 * MINUTE + 1), START).signals,
    ).toMatchObject([
      {
        alert: "nightly-backup",
        status: "firing",
        labels: {},
        value: null,
        summary: "nightly-backup: no heartbeat for 10 min, expected every 10 min",
      },
    ]);
  });

  test("fires once while it stays away", () => {
    const { state } = evaluateHeartbeat(
      definition,
      beaten(START),
      round(START + 20 * MINUTE),
      START,
    );

    expect(evaluateHeartbeat(definition, state, round(START + 30 * MINUTE), START).signals).toEqual(
      [],
    );
  });

  test("resolves when it comes, and has a full span again", () => {
    const { state } = evaluateHeartbeat(
      definition,
      beaten(START),
      round(START + 20 * MINUTE),
      START,
    );

    const came = evaluateBeat(definition, state, START + 21 * MINUTE);

    expect(came.signals).toMatchObject([
      { status: "resolved", summary: "nightly-backup: a heartbeat came" },
    ]);
    expect(
      evaluateHeartbeat(definition, came.state, round(START + 31 * MINUTE), START).signals,
    ).toEqual([]);
    expect(
      evaluateHeartbeat(definition, came.state, round(START + 32 * MINUTE), START).signals,
    ).toMatchObject([{ status: "firing" }]);
  });

  test("has one full span from when the book first named it", () => {
    const { state } = evaluateHeartbeat(definition, null, round(START), START - HOUR);

    expect(
      evaluateHeartbeat(definition, state, round(START + 10 * MINUTE), START - HOUR).signals,
    ).toEqual([]);
    expect(
      evaluateHeartbeat(definition, state, round(START + 11 * MINUTE), START - HOUR).signals,
    ).toHaveLength(1);
  });

  test("has one full span anew after a start of intake", () => {
    const state = beaten(START);
    const restarted = START + 9 * MINUTE;

    expect(
      evaluateHeartbeat(definition, state, round(START + 18 * MINUTE), restarted).signals,
    ).toEqual([]);
    expect(
      evaluateHeartbeat(definition, state, round(START + 20 * MINUTE), restarted).signals,
    ).toHaveLength(1);
  });

  test("that is firing stays so over a start", () => {
    const { state } = evaluateHeartbeat(
      definition,
      beaten(START),
      round(START + 20 * MINUTE),
      START,
    );

    const after = evaluateHeartbeat(
      definition,
      state,
      round(START + 22 * MINUTE),
      START + 21 * MINUTE,
    );

    expect(after.signals).toEqual([]);
    expect(Object.values(after.state.series)).toMatchObject([{ firing: true }]);
  });

  test("is not missed while nobody could have heard it", () => {
    expect(evaluateHeartbeat(definition, beaten(START), round(START + HOUR), null).signals).toEqual(
      [],
    );
  });

  test("is not waited for an hour longer when the clock is set back by an hour", () => {
    const { state } = evaluateHeartbeat(
      definition,
      beaten(START),
      round(START + 9 * MINUTE),
      START,
    );
    const back = (minutes: number): number => START - HOUR + minutes * MINUTE;

    const next = evaluateHeartbeat(definition, state, round(back(9)), START - HOUR);

    expect(next.signals).toEqual([]);
    expect(
      evaluateHeartbeat(definition, next.state, round(back(11)), START - HOUR).signals,
    ).toMatchObject([{ status: "firing" }]);
  });

  test("that came after the clock was set back counts from when it came", () => {
    const { state } = evaluateHeartbeat(
      definition,
      beaten(START),
      round(START + 9 * MINUTE),
      START,
    );
    const back = (minutes: number): number => START - HOUR + minutes * MINUTE;

    const came = evaluateBeat(definition, state, back(10));

    expect(
      evaluateHeartbeat(definition, came.state, round(back(20)), START - HOUR).signals,
    ).toEqual([]);
    expect(
      evaluateHeartbeat(definition, came.state, round(back(21)), START - HOUR).signals,
    ).toHaveLength(1);
  });

  test("lets go of what an earlier source of the same alert left firing", () => {
    const before = evaluate(
      alertExample({ name: definition.name, forMs: 0 }),
      null,
      { outcome: "read", readings: [{ labels: { host: "a" }, value: 95 }], unusable: null },
      round(START),
    ).state;

    expect(
      evaluateHeartbeat(definition, before, round(START + MINUTE), START).signals,
    ).toMatchObject([{ status: "resolved", labels: { host: "a" } }]);
  });

  test("without a span it can be read by is refused", () => {
    const broken = heartbeatExample({
      source: { kind: "heartbeat", connection: null, options: { expect: "soon" } },
    });

    expect(() => evaluateHeartbeat(broken, null, round(START), START)).toThrow(/expect: 10m/);
  });
});
