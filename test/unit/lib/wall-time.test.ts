import { afterEach, describe, expect, it } from "vitest";
import {
  formatClock,
  formatInstant,
  isZone,
  wallTimeAt,
  wallTimeToInstant,
} from "../../../src/lib/wall-time.ts";

const utc = (text: string): number => Date.parse(`${text}Z`);

function wall(text: string) {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number);
  return { year, month, day, hour, minute };
}

afterEach(() => {
  process.env["TZ"] = "UTC";
});

describe.each([
  "UTC",
  "Europe/Berlin",
  "Pacific/Auckland",
  "Australia/Lord_Howe",
  "America/Santiago",
])("on a machine in %s", (machine) => {
  it("runs as if it were there", () => {
    process.env["TZ"] = machine;
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(machine);
  });

  const CASES = [
    ["a winter morning in Berlin", "Europe/Berlin", "2026-01-15T09:30", "2026-01-15T08:30"],
    ["a summer morning in Berlin", "Europe/Berlin", "2026-07-15T09:30", "2026-07-15T07:30"],
    [
      "Berlin's last minute before the spring gap",
      "Europe/Berlin",
      "2026-03-29T01:59",
      "2026-03-29T00:59",
    ],
    [
      "the hour that Berlin leaves out, an hour later",
      "Europe/Berlin",
      "2026-03-29T02:30",
      "2026-03-29T01:30",
    ],
    [
      "Berlin's first minute after the gap",
      "Europe/Berlin",
      "2026-03-29T03:00",
      "2026-03-29T01:00",
    ],
    [
      "the hour that Berlin has twice, its first time",
      "Europe/Berlin",
      "2026-10-25T02:30",
      "2026-10-25T00:30",
    ],
    ["Berlin after the double hour", "Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00"],
    ["Auckland in its summer", "Pacific/Auckland", "2026-01-01T00:00", "2025-12-31T11:00"],
    [
      "the hour that Auckland leaves out",
      "Pacific/Auckland",
      "2026-09-27T02:15",
      "2026-09-26T14:15",
    ],
    [
      "the hour that Auckland has twice",
      "Pacific/Auckland",
      "2026-04-05T02:15",
      "2026-04-04T13:15",
    ],
    [
      "Lord Howe's gap of half an hour",
      "Australia/Lord_Howe",
      "2026-10-04T02:10",
      "2026-10-03T15:40",
    ],
    ["Lord Howe's double half hour", "Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"],
    ["a day past the month's end", "Europe/Berlin", "2026-11-31T08:00", "2026-12-01T07:00"],
  ] as const;

  it.each(CASES)("finds %s", (_name, zone, local, instant) => {
    process.env["TZ"] = machine;
    expect(new Date(wallTimeToInstant(wall(local), zone)).toISOString()).toBe(
      new Date(utc(instant)).toISOString(),
    );
  });

  it("shows the clock on the wall, with the weekday of the zone and not of the machine", () => {
    process.env["TZ"] = machine;
    expect(wallTimeAt(utc("2026-11-22T15:04:05"), "Pacific/Auckland")).toEqual({
      year: 2026,
      month: 11,
      day: 23,
      hour: 4,
      minute: 4,
      second: 5,
      weekday: 1,
    });
    expect(wallTimeAt(utc("2026-11-22T23:00:00"), "Europe/Berlin")).toMatchObject({
      day: 23,
      hour: 0,
      weekday: 1,
    });
  });

  it.each([
    ["Europe/Berlin", "2026-03-28T00:00"],
    ["Europe/Berlin", "2026-10-24T00:00"],
    ["Australia/Lord_Howe", "2026-04-04T00:00"],
    ["Australia/Lord_Howe", "2026-10-03T00:00"],
  ])(
    "reads every clock of %s in the three days from %s back as the first instant that shows it",
    (zone, start) => {
      process.env["TZ"] = machine;
      const seen = new Map<string, number>();
      for (let instant = utc(start); instant < utc(start) + 3 * 86_400_000; instant += 600_000) {
        const shown = formatInstant(instant, zone, 0);
        const first = seen.get(shown) ?? instant;
        seen.set(shown, first);
        expect(wallTimeToInstant(wallTimeAt(instant, zone), zone)).toBe(first);
      }
    },
  );

  it("leaves out the day when it is today in that zone", () => {
    process.env["TZ"] = machine;
    const now = utc("2026-11-22T15:00");
    expect(formatInstant(utc("2026-11-22T17:00"), "Europe/Berlin", now)).toBe("18:00");
    expect(formatInstant(utc("2026-11-22T23:30"), "Europe/Berlin", now)).toBe("Mon 23 Nov 00:30");
    expect(formatInstant(utc("2026-11-22T17:00"), "Europe/Berlin", utc("2026-11-20T15:00"))).toBe(
      "Sun 22 Nov 18:00",
    );
    expect(formatInstant(utc("2026-12-22T17:00"), "Europe/Berlin", now)).toBe("Tue 22 Dec 18:00");
    expect(formatInstant(utc("2027-01-01T07:05"), "UTC", now)).toBe("Fri 1 Jan 2027 07:05");
  });
});

describe("formatClock", () => {
  it("pads hours and minutes and begins the day at 00:00", () => {
    expect(formatClock(utc("2026-11-22T02:12"), "Europe/Berlin")).toBe("03:12");
    expect(formatClock(utc("2026-11-21T23:00"), "Europe/Berlin")).toBe("00:00");
  });
});

describe("isZone", () => {
  it.each(["Europe/Berlin", "Pacific/Auckland", "Australia/Lord_Howe", "UTC"])(
    "knows %s",
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );

  it.each(["", "Berlin", "Europe/Atlantis", "+01:00", "../etc", "Europe/Berlin\n"])(
    "refuses %j",
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );
});
