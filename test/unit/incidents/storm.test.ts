import { array, assert, constantFrom, integer, oneof, property, record } from "fast-check";
import { describe, expect, it, test } from "vitest";
import { MINUTE, SECOND } from "../../../src/lib/durations.ts";
import type { Severity } from "../../../src/alerts/severity.ts";
import {
  afterPlacing,
  placeOf,
  type Place,
  type RoomLately,
} from "../../../src/incidents/storm.ts";

interface Came {
  readonly alert: string;
  readonly severity: Severity;
  readonly at: number;
}

interface Placed extends Came {
  readonly place: Place;
}

const QUIET: RoomLately = { cards: [], criticalCards: [], summary: null, alerts: new Map() };

/** Places one after the other; each new summary is named by its place in the line. */
function placeAll(all: readonly Came[]): readonly Placed[] {
  let lately = QUIET;
  return all.map((one, index) => {
    const place = placeOf(one, lately, one.at, `s${index}`);
    lately = afterPlacing(one, place, lately, one.at);
    return { ...one, place };
  });
}

function came(count: number, some: (index: number) => Partial<Came> = () => ({})): readonly Came[] {
  return Array.from({ length: count }, (_, index) => ({
    alert: "queue-backlog",
    severity: "warning",
    at: index,
    ...some(index),
  }));
}

function kinds(placed: readonly Placed[]): readonly string[] {
  return placed.map(({ place }) =>
    place.kind === "card" ? "card" : `${place.isNew ? "new" : "joins"} ${place.alert ?? "all"}`,
  );
}

describe("incidents of one alert", () => {
  it("have a card each while five come within a minute, and a summary from the sixth on", () => {
    expect(kinds(placeAll(came(8)))).toEqual([
      ...Array<string>(5).fill("card"),
      "new queue-backlog",
      "joins queue-backlog",
      "joins queue-backlog",
    ]);
  });

  it("have a card each, however many, when no more than five come within any minute", () => {
    const steady = came(40, (index) => ({ at: index * 12 * SECOND }));

    expect(new Set(kinds(placeAll(steady)))).toEqual(new Set(["card"]));
  });

  it("join their summary until ten minutes after its last one, and then begin anew", () => {
    const last = 5;
    const afterTen = { alert: "queue-backlog", severity: "warning" } as const;
    const [joins, starts] = [10 * MINUTE, 10 * MINUTE + 1].map((gap) =>
      placeAll([...came(6), { ...afterTen, at: last + gap }]).at(-1),
    );

    expect(joins!.place).toEqual({
      kind: "summary",
      id: "s5",
      alert: "queue-backlog",
      isNew: false,
    });
    expect(starts!.place).toEqual({ kind: "card", isFirst: true });
  });
});

describe("incidents of many alerts", () => {
  const many = (count: number, severity: Severity): readonly Came[] =>
    came(count, (index) => ({ alert: `alert-${index}`, severity }));

  it("have twenty cards within a minute, and one summary from then on", () => {
    const placed = kinds(placeAll(many(23, "warning")));

    expect(placed.slice(0, 20)).toEqual(Array<string>(20).fill("card"));
    expect(placed.slice(20)).toEqual(["new all", "joins all", "joins all"]);
  });

  it("stand out of a storm of warnings when they are critical and the first of their alert", () => {
    const at = 30;
    const placed = placeAll([
      ...many(25, "warning"),
      { alert: "new", severity: "critical", at },
      { alert: "new", severity: "critical", at },
      { alert: "alert-24", severity: "critical", at },
    ]);

    expect(kinds(placed.slice(25))).toEqual(["card", "joins all", "joins all"]);
  });

  it("become a summary although every one of them is critical", () => {
    expect(kinds(placeAll(many(22, "critical"))).slice(20)).toEqual(["new all", "joins all"]);
  });

  it("count for a storm of their own alert while they are in that of all", () => {
    const placed = placeAll([...many(21, "warning"), ...came(7, () => ({ at: 50 }))]);

    expect(kinds(placed.slice(21))).toEqual([
      ...Array<string>(5).fill("joins all"),
      "new queue-backlog",
      "joins queue-backlog",
    ]);
  });
});

const anything = array(
  record({
    alert: constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"),
    severity: constantFrom<Severity>("critical", "warning", "info"),
    gap: oneof(
      { arbitrary: integer({ min: 0, max: 2 * SECOND }), weight: 20 },
      { arbitrary: integer({ min: 0, max: 15 * MINUTE }), weight: 1 },
    ),
  }),
  { maxLength: 200, size: "max" },
).map((all) => {
  let at = 0;
  return all.map(({ alert, severity, gap }) => ({ alert, severity, at: (at += gap) }));
});

function most(instants: readonly number[]): number {
  return Math.max(
    0,
    ...instants.map((from) => instants.filter((at) => at >= from && at < from + MINUTE).length),
  );
}

test("no minute brings a room more cards than it can read, whatever comes", () => {
  assert(
    property(anything, (all) => {
      const cards = placeAll(all).filter(({ place }) => place.kind === "card");
      const critical = cards.filter(({ severity }) => severity === "critical");

      expect(most(cards.map(({ at }) => at))).toBeLessThanOrEqual(40);
      expect(most(critical.map(({ at }) => at))).toBeLessThanOrEqual(20);
      for (const alert of new Set(all.map((one) => one.alert)))
        expect(
          most(cards.filter((one) => one.alert === alert).map(({ at }) => at)),
        ).toBeLessThanOrEqual(5);
    }),
  );
});

test("a storm of one alert hides the first incident of no other, whatever came of that alert", () => {
  assert(
    property(
      integer({ min: 0, max: 500 }),
      constantFrom<Severity>("critical", "info"),
      (count, severity) => {
        const storm = came(count, (index) => ({ at: index * 20 }));
        const other = { alert: "other", severity, at: count * 20 };

        expect(placeAll([...storm, other]).at(-1)!.place).toEqual({ kind: "card", isFirst: true });
      },
    ),
    { numRuns: 30 },
  );
});

test("a summary is only ever joined within ten minutes of its last incident, and by its own alert", () => {
  assert(
    property(anything, (all) => {
      const lastOf = new Map<string, number>();
      for (const { place, alert, at } of placeAll(all)) {
        if (place.kind === "card") continue;
        expect(place.isNew).toBe(!lastOf.has(place.id));
        expect([alert, null]).toContain(place.alert);
        expect(at - (lastOf.get(place.id) ?? at)).toBeLessThanOrEqual(10 * MINUTE);
        lastOf.set(place.id, at);
      }
    }),
  );
});
