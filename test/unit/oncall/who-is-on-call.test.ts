import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Override } from "../../../src/oncall/person.ts";
import { whoIsOnCall } from "../../../src/oncall/who-is-on-call.ts";
import { person } from "../../support/in-memory-watch.ts";

const ana = person("ana", { joinedAt: 1 });
const bob = person("bob", { joinedAt: 2 });
const cid = person("cid", { joinedAt: 3 });
const dora = person("dora", { joinedAt: 0, responder: false });
const people = [cid, dora, bob, ana];

const override = (handle: string, from: number, until: number | null): Override => ({
  v: 1,
  id: `${handle}${from}`,
  handle,
  from,
  until,
  madeBy: handle,
  note: null,
});

function at(now: number, overrides: readonly Override[] = []) {
  const { onCall, secondary, until } = whoIsOnCall({ people, overrides, now });
  return { onCall: onCall?.handle ?? null, secondary: secondary?.handle ?? null, until };
}

describe("who is on call", () => {
  it("is nobody when no responder has joined", () => {
    expect(whoIsOnCall({ people: [dora], overrides: [override("dora", 0, null)], now: 5 })).toEqual(
      { onCall: null, secondary: null, order: [], until: null, override: null },
    );
  });

  it("is who joined first among the responders; the next one is second", () => {
    expect(at(5)).toEqual({ onCall: "ana", secondary: "bob", until: null });
    expect(whoIsOnCall({ people, overrides: [], now: 5 }).order).toEqual([ana, bob, cid]);
  });

  it("has no second when there is one responder", () => {
    expect(whoIsOnCall({ people: [ana, dora], overrides: [], now: 5 })).toMatchObject({
      onCall: ana,
      secondary: null,
    });
  });

  it("follows an override from its first instant up to its last", () => {
    const overrides = [override("bob", 10, 20)];

    expect(at(9, overrides)).toEqual({ onCall: "ana", secondary: "bob", until: 10 });
    expect(at(10, overrides)).toEqual({ onCall: "bob", secondary: "cid", until: 20 });
    expect(at(19, overrides)).toEqual({ onCall: "bob", secondary: "cid", until: 20 });
    expect(at(20, overrides)).toEqual({ onCall: "ana", secondary: "bob", until: null });
  });

  it("names the override that it follows", () => {
    const one = override("bob", 10, 20);

    expect(whoIsOnCall({ people, overrides: [one], now: 15 }).override).toBe(one);
    expect(whoIsOnCall({ people, overrides: [one], now: 25 }).override).toBeNull();
  });

  it("goes round: after the last comes the first", () => {
    expect(at(5, [override("cid", 0, null)])).toEqual({
      onCall: "cid",
      secondary: "ana",
      until: null,
    });
  });

  it("follows the newest of several overrides, and the older one again afterwards", () => {
    const overrides = [override("bob", 10, null), override("cid", 20, 30)];

    expect(at(25, overrides)).toEqual({ onCall: "cid", secondary: "ana", until: 30 });
    expect(at(25, overrides.toReversed())).toEqual({ onCall: "cid", secondary: "ana", until: 30 });
    expect(at(30, overrides)).toEqual({ onCall: "bob", secondary: "cid", until: null });
  });

  it("follows the later in the list when two begin at once", () => {
    expect(at(10, [override("bob", 10, null), override("cid", 10, null)]).onCall).toBe("cid");
  });

  it("ignores an override for somebody who left, or may not be paged", () => {
    expect(at(15, [override("bob", 5, null), override("zoe", 10, null)]).onCall).toBe("bob");
    expect(at(15, [override("dora", 10, null)]).onCall).toBe("ana");
  });

  it("ends only when the person changes, not when an override does", () => {
    expect(at(15, [override("bob", 10, 20), override("bob", 12, 30)]).until).toBe(30);
    expect(at(15, [override("ana", 10, 20)]).until).toBeNull();
    expect(at(15, [override("ana", 10, 20), override("bob", 25, null)]).until).toBe(25);
  });

  it("stays with exactly one person until then, whatever overrides there are", () => {
    const some = fc.array(
      fc.record({
        handle: fc.constantFrom("ana", "bob", "cid", "dora", "zoe"),
        from: fc.nat(40),
        length: fc.option(fc.integer({ min: 1, max: 20 })),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(some, fc.nat(40), (drawn, now) => {
        const overrides = drawn.map(({ handle, from, length }) =>
          override(handle, from, length === null ? null : from + length),
        );
        const duty = at(now, overrides);
        const end = duty.until ?? 100;
        const during = Array.from({ length: end - now }, (_, i) => at(now + i, overrides).onCall);
        expect(new Set(during)).toEqual(new Set([duty.onCall]));
        expect(at(end, overrides).onCall === duty.onCall).toBe(duty.until === null);
      }),
    );
  });
});
