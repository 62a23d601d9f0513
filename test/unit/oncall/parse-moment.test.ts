import { describe, expect, it } from "vitest";
import { parseMoment } from "../../../src/oncall/parse-moment.ts";
import { parseUntil } from "../../../src/oncall/parse-until.ts";

const BERLIN = "Europe/Berlin";
/** Sunday, 16:00 in Berlin. */
const NOW = Date.UTC(2026, 10, 22, 15, 0);

const read = (line: string, now = NOW) => parseMoment(line.split(" "), now, BERLIN);
const iso = (line: string, now = NOW): string | null => {
  const moment = read(line, now);
  return moment.ok ? new Date(moment.at).toISOString().slice(0, 16) : null;
};

describe("a moment", () => {
  it.each([
    ["18:00", "2026-11-22T17:00"],
    ["03:00", "2026-11-23T02:00"],
    ["tomorrow 9:00", "2026-11-23T08:00"],
    ["sun 03:00", "2026-11-29T02:00"],
    ["24 dec 03:00", "2026-12-24T02:00"],
    ["24 December 3:00", "2026-12-24T02:00"],
    ["22 nov 16:01", "2026-11-22T15:01"],
    ["22 nov 16:00", "2027-11-22T15:00"],
    ["21 nov 16:00", "2027-11-21T15:00"],
    ["1 jul 03:00", "2027-07-01T01:00"],
  ])("%s, said on a Sunday at 16:00 in Berlin, is %s", (line, instant) => {
    expect(iso(line)).toBe(instant);
  });

  it("exists on the days that a year has", () => {
    expect(iso("29 feb 03:00")).toBeNull();
    expect(iso("29 feb 03:00", Date.UTC(2027, 2, 1))).toBe("2028-02-29T02:00");
  });

  it("that the clocks leave out is as much later", () => {
    expect(iso("28 mar 02:30")).toBe("2027-03-28T01:30");
  });

  it("says of how many words it is made", () => {
    expect(read("18:00 please")).toMatchObject({ taken: 1 });
    expect(read("sun 03:00 please")).toMatchObject({ taken: 2 });
    expect(read("24 dec 03:00 please")).toMatchObject({ taken: 3 });
  });

  it.each([
    "",
    "3",
    "3am",
    "sun",
    "24 dec",
    "24 dec 3",
    "dec 24 03:00",
    "0 dec 03:00",
    "32 dec 03:00",
    "-1 dec 03:00",
    "1.5 dec 03:00",
  ])("is never guessed from %j", (line) => {
    expect(read(line)).toMatchObject({ ok: false, why: expect.stringMatching(/\w/) });
  });

  it("ends a silence or a shift within ninety days", () => {
    const until = (line: string) => parseUntil(line.split(" "), NOW, BERLIN);

    expect(until("until 24 dec 18:00 holidays")).toEqual({
      ok: true,
      at: Date.UTC(2026, 11, 24, 17, 0),
      rest: ["holidays"],
    });
    expect(until("until 1 apr 18:00")).toEqual({ ok: false, why: "That is longer than 90 days." });
  });
});
