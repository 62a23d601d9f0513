import { describe, expect, test } from "vitest";
import { isExecuted, roundEveryMs, slotOf } from "../../../src/alerts/rounds.ts";
import { alertExample, heartbeatExample } from "../../support/alert-examples.ts";

describe("a round's place in time", () => {
  test("is the same for everybody within one span", () => {
    expect([29_999, 30_000, 59_999].map((at) => slotOf(at, 30_000))).toEqual([0, 1, 1]);
  });

  test("counts once, and not after a later one", () => {
    const last = { slot: 7, at: 7_000_000 };

    expect([6, 7, 8].map((slot) => isExecuted(last, slot, 7_000_100))).toEqual([true, true, false]);
  });

  test("counts again after the clock was set back, except the one executed last", () => {
    const last = { slot: 200, at: 7_200_000 };

    expect(isExecuted(last, 80, 3_600_000)).toBe(false);
    expect(isExecuted(last, 200, 3_600_000)).toBe(true);
    expect(isExecuted(last, 199, 7_195_000)).toBe(true);
  });
});

describe("how often an alert is looked at", () => {
  test("is what the book says", () => {
    expect(roundEveryMs(alertExample({ everyMs: 45_000 }))).toBe(45_000);
  });

  test("is at least four times in a heartbeat's span", () => {
    expect(roundEveryMs(heartbeatExample())).toBe(30_000);
    expect(
      roundEveryMs(
        heartbeatExample({
          source: { kind: "heartbeat", connection: null, options: { expect: "1m" } },
        }),
      ),
    ).toBe(15_000);
  });

  test("is never, for what others evaluate", () => {
    expect(
      roundEveryMs(alertExample({ source: { kind: "inbound", connection: null, options: {} } })),
    ).toBeNull();
  });
});
