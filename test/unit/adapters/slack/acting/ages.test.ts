import { describe, expect, it } from "vitest";
import { happened } from "../../../../../src/adapters/slack/acting/ages.ts";

const REAL = 1_780_315_200_000;
/** Time has run sixty times faster since an hour ago. */
const clock = { real: () => REAL, now: () => REAL + 1_000_000, factor: 60 };

describe("when something happened in Slack", () => {
  it("is known in real time, by its age, and in the time of everything else", () => {
    expect(happened(clock, "1780315195.000000")).toEqual({
      at: REAL - 5_000,
      age: 5_000,
      inNow: REAL + 1_000_000 - 300_000,
    });
  });

  it("is never later than now, however far ahead Slack's clock is", () => {
    expect(happened(clock, "1780315300")).toMatchObject({ age: 0, inNow: clock.now() });
  });

  it.each(["", "soon", "-5", "1e99", "NaN", "17803152000000000"])("is not known from %j", (ts) => {
    expect(happened(clock, ts)).toBeNull();
  });
});
