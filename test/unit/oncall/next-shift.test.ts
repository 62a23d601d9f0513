import { describe, expect, it } from "vitest";
import { nextShift } from "../../../src/oncall/next-shift.ts";
import type { Override } from "../../../src/oncall/person.ts";
import { person } from "../../support/in-memory-watch.ts";

const ana = person("ana", { joinedAt: 1 });
const bob = person("bob", { joinedAt: 2 });
const NOW = 1_000;
const cover = (handle: string, from: number, until: number | null): Override => ({
  v: 1,
  id: `${handle}${from}`,
  handle,
  from,
  until,
  madeBy: handle,
  note: null,
});
const shiftOf = (who: typeof ana, ...overrides: Override[]) =>
  nextShift({ people: [ana, bob], overrides, now: NOW }, who);

describe("the next shift", () => {
  it("is the one a person is in, until something planned ends it", () => {
    expect(shiftOf(ana)).toEqual({ from: 1, until: null });
    expect(shiftOf(bob, cover("bob", 500, 2_000))).toEqual({ from: 500, until: 2_000 });
  });

  it("is else the next that is planned, also the one that a cover gives back", () => {
    expect(shiftOf(bob, cover("bob", 3_000, 4_000))).toEqual({ from: 3_000, until: 4_000 });
    expect(shiftOf(ana, cover("bob", 500, 2_000))).toEqual({ from: 2_000, until: null });
  });

  it("is none when nothing is planned, and never for somebody who is not called", () => {
    expect(shiftOf(bob)).toBeNull();
    expect(shiftOf(person("eve", { responder: false }), cover("eve", 2_000, null))).toBeNull();
  });
});
