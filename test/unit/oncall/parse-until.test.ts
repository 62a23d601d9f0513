import { describe, expect, it } from "vitest";
import { LONGEST_MS, parseUntil } from "../../../src/oncall/parse-until.ts";

const BERLIN = "Europe/Berlin";
/** Sunday, 16:00 in Berlin. */
const NOW = Date.UTC(2026, 10, 22, 15, 0);

const words = (line: string): string[] => line.split(" ").filter((word) => word !== "");
const read = (line: string, now = NOW, zone = BERLIN) => parseUntil(words(line), now, zone);
const iso = (line: string, now = NOW, zone = BERLIN): string | null => {
  const until = read(line, now, zone);
  return until.ok && until.at !== null ? new Date(until.at).toISOString().slice(0, 16) : null;
};

describe("a time", () => {
  it.each([
    ["until 18:00", "2026-11-22T17:00"],
    ["until 16:01", "2026-11-22T15:01"],
    ["until 16:00", "2026-11-23T15:00"],
    ["until 9:00", "2026-11-23T08:00"],
    ["until 0:05", "2026-11-22T23:05"],
    ["until tomorrow 9:00", "2026-11-23T08:00"],
    ["until tomorrow 23:59", "2026-11-23T22:59"],
    ["until fri 18:00", "2026-11-27T17:00"],
    ["Until Friday 18:00", "2026-11-27T17:00"],
    ["until mon 00:00", "2026-11-22T23:00"],
    ["until sun 18:00", "2026-11-22T17:00"],
    ["until sun 9:00", "2026-11-29T08:00"],
    ["for 4h", "2026-11-22T19:00"],
    ["FOR 1h30m", "2026-11-22T16:30"],
    ["for 90d", "2027-02-20T15:00"],
  ])("%s, said on a Sunday at 16:00 in Berlin, is %s", (line, instant) => {
    expect(iso(line)).toBe(instant);
  });

  it("is one by the clock of the given zone", () => {
    expect(iso("until 18:00", NOW, "Pacific/Auckland")).toBe("2026-11-23T05:00");
    expect(iso("until sun 18:00", NOW, "Pacific/Auckland")).toBe("2026-11-29T05:00");
  });

  it("is the clock's also over a change of the clocks, while a length of time is exact", () => {
    const saturdayNoon = Date.UTC(2026, 9, 24, 10, 0);

    expect(iso("until tomorrow 12:00", saturdayNoon)).toBe("2026-10-25T11:00");
    expect(iso("for 24h", saturdayNoon)).toBe("2026-10-25T10:00");
  });

  it("leaves the words after it", () => {
    expect(read("until 18:00 dentist")).toMatchObject({ ok: true, rest: ["dentist"] });
    expect(read("until tomorrow 9:00 see you")).toMatchObject({ ok: true, rest: ["see", "you"] });
    expect(read("until fri 18:00")).toMatchObject({ ok: true, rest: [] });
    expect(read("for 4h Dentist")).toMatchObject({ ok: true, rest: ["Dentist"] });
  });

  it("may be missing", () => {
    expect(read("dentist at 18:00")).toEqual({
      ok: true,
      at: null,
      rest: ["dentist", "at", "18:00"],
    });
    expect(read("")).toEqual({ ok: true, at: null, rest: [] });
  });

  it.each([
    "until",
    "until 18",
    "until 1800",
    "until 24:00",
    "until 18:60",
    "until 18:0",
    "until 6pm",
    "until noon",
    "until tomorrow",
    "until tomorrow 9",
    "until fri",
    "until friday evening",
    "until the deploy is done",
    "until -1:00",
    "for",
    "for 1234",
    "for 4",
    "for 4 h",
    "for 0h",
    "for -4h",
    "for 1.5h",
    "for ever",
    "for 91d",
    `for ${"9".repeat(400)}h`,
  ])("is never guessed from %j", (line) => {
    expect(read(line)).toMatchObject({ ok: false, why: expect.stringMatching(/\w/) });
  });

  it("is at most ninety days away", () => {
    expect(read(`for ${LONGEST_MS / 1_000}s`).ok).toBe(true);
    expect(read(`for ${LONGEST_MS / 1_000 + 1}s`)).toEqual({
      ok: false,
      why: "That is longer than 90 days.",
    });
  });
});
