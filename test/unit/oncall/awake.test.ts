import { describe, expect, it } from "vitest";
import { isAwake, nextAwake } from "../../../src/oncall/awake.ts";
import { person } from "../../support/in-memory-watch.ts";

const utc = (text: string): number => Date.parse(`${text}Z`);
const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 16);

describe("awake hours", () => {
  it("begin at 08:00 and end before 22:00 by the person's own clock", () => {
    const kiri = person("kiri", { zone: "Pacific/Auckland" });

    expect(isAwake(kiri, utc("2026-11-21T18:59:59"), "Europe/Berlin")).toBe(false);
    expect(isAwake(kiri, utc("2026-11-21T19:00:00"), "Europe/Berlin")).toBe(true);
    expect(isAwake(kiri, utc("2026-11-22T08:59:59"), "Europe/Berlin")).toBe(true);
    expect(isAwake(kiri, utc("2026-11-22T09:00:00"), "Europe/Berlin")).toBe(false);
  });

  it.each([
    ["has no zone", null],
    ["has one that this machine does not know", "Europe/Atlantis"],
  ])("are the team's when the person %s", (_how, zone) => {
    const ana = person("ana", { zone });

    expect(isAwake(ana, utc("2026-11-22T07:00:00"), "Europe/Berlin")).toBe(true);
    expect(isAwake(ana, utc("2026-11-22T06:59:59"), "Europe/Berlin")).toBe(false);
  });

  it("are now for somebody who is awake", () => {
    const now = utc("2026-11-22T12:34:56");

    expect(nextAwake(person("ana"), now, "Europe/Berlin")).toBe(now);
  });

  it("come this morning for somebody asleep after midnight, and tomorrow for somebody asleep before it", () => {
    expect(iso(nextAwake(person("ana"), utc("2026-11-22T02:12:30"), "Europe/Berlin"))).toBe(
      "2026-11-22T07:00",
    );
    expect(iso(nextAwake(person("ana"), utc("2026-11-22T21:00:00"), "Europe/Berlin"))).toBe(
      "2026-11-23T07:00",
    );
    expect(iso(nextAwake(person("ana"), utc("2026-11-30T22:00:00"), "Europe/Berlin"))).toBe(
      "2026-12-01T07:00",
    );
  });

  it("begin at 08:00 also in the night in which the clocks change", () => {
    expect(iso(nextAwake(person("ana"), utc("2026-03-28T23:30:00"), "Europe/Berlin"))).toBe(
      "2026-03-29T06:00",
    );
    expect(iso(nextAwake(person("ana"), utc("2026-10-24T22:30:00"), "Europe/Berlin"))).toBe(
      "2026-10-25T07:00",
    );
  });
});
