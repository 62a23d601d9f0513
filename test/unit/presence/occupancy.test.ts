import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isHere,
  isOccupant,
  occupancy,
  together,
  type Sighting,
} from "../../../src/presence/occupancy.ts";

const NOW = 1_768_435_200_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A responder whose stream is open and who acted a minute ago. */
function sighting(changes: Partial<Sighting> = {}): Sighting {
  return {
    handle: "ana",
    responder: true,
    connectedAt: NOW,
    actedAt: NOW - MINUTE,
    spokeAt: null,
    ...changes,
  };
}

const onlooker = (changes: Partial<Sighting> = {}) =>
  sighting({ handle: "guest", responder: false, ...changes });

describe("a room is occupied", () => {
  test("by a responder with an open stream and an act within ten minutes", () => {
    expect(occupancy([sighting({ actedAt: NOW - 10 * MINUTE + 1 })], NOW)).toBe("occupied");
  });

  test("by somebody of whom a vendor says it, for as long as that stands, and then it is not known", () => {
    const asked = sighting({ connectedAt: NOW, actedAt: NOW, standsMs: 90 * SECOND });

    expect(occupancy([asked], NOW + 90 * SECOND - 1)).toBe("occupied");
    expect(isHere(asked, NOW + 90 * SECOND - 1)).toBe(true);
    expect(occupancy([asked], NOW + 90 * SECOND)).toBe("unknown");
  });

  test("by anybody who wrote or reacted there within ten minutes", () => {
    const spoke = onlooker({ spokeAt: NOW - 10 * MINUTE + 1, connectedAt: null, actedAt: null });

    expect(occupancy([spoke], NOW)).toBe("occupied");
  });

  test("for ten seconds after a stream broke", () => {
    expect(occupancy([sighting({ connectedAt: NOW - 10 * SECOND + 1 })], NOW)).toBe("occupied");
  });

  test("by one of many", () => {
    const people = [sighting({ actedAt: null }), sighting({ handle: "bob" })];

    expect(occupancy(people, NOW)).toBe("occupied");
  });
});

describe("a room is empty", () => {
  test("when nobody is among those seen: leaving counts at once", () => {
    expect(occupancy([], NOW)).toBe("empty");
  });

  test("when the only responder has not acted for ten minutes, whatever their browser says", () => {
    expect(occupancy([sighting({ actedAt: NOW - 10 * MINUTE })], NOW)).toBe("empty");
  });

  test("when only onlookers look on", () => {
    expect(occupancy([onlooker()], NOW)).toBe("empty");
  });

  test("when the last word was said ten minutes ago", () => {
    expect(occupancy([onlooker({ spokeAt: NOW - 10 * MINUTE })], NOW)).toBe("empty");
  });

  test("when whoever joined never acted", () => {
    expect(occupancy([sighting({ actedAt: null })], NOW)).toBe("empty");
  });
});

describe("it is unknown whether a room is occupied", () => {
  test("when an attentive responder's stream has been broken for ten seconds", () => {
    expect(occupancy([sighting({ connectedAt: NOW - 10 * SECOND })], NOW)).toBe("unknown");
  });

  test("when an attentive responder was never seen connected", () => {
    expect(occupancy([sighting({ connectedAt: null })], NOW)).toBe("unknown");
  });

  test("but not for an onlooker, and not for somebody who was inattentive before", () => {
    const gone = { connectedAt: NOW - MINUTE };

    expect(occupancy([onlooker(gone)], NOW)).toBe("empty");
    expect(occupancy([sighting({ ...gone, actedAt: NOW - 11 * MINUTE })], NOW)).toBe("empty");
  });

  test("but not while somebody else is there", () => {
    const people = [sighting({ connectedAt: NOW - MINUTE }), sighting({ handle: "bob" })];

    expect(occupancy(people, NOW)).toBe("occupied");
  });
});

test("what was seen in the far future, before the clock was set back, counts for nothing", () => {
  const ahead = NOW + 60 * MINUTE;

  expect(occupancy([sighting({ connectedAt: ahead, actedAt: ahead, spokeAt: ahead })], NOW)).toBe(
    "empty",
  );
  expect(occupancy([sighting({ actedAt: NOW + 9 * SECOND })], NOW)).toBe("occupied");
});

describe("who is here", () => {
  test("is also an onlooker, and a responder who has not acted for long", () => {
    expect(isHere(onlooker(), NOW)).toBe(true);
    expect(isHere(sighting({ actedAt: null }), NOW)).toBe(true);
    expect(isOccupant(onlooker(), NOW)).toBe(false);
  });

  test("is nobody whose stream broke, unless they spoke lately", () => {
    const broken = onlooker({ connectedAt: NOW - MINUTE });

    expect(isHere(broken, NOW)).toBe(false);
    expect(isHere({ ...broken, spokeAt: NOW - MINUTE }, NOW)).toBe(true);
  });
});

describe("several rooms together", () => {
  test("are occupied if one is", () => {
    expect(together(["empty", "unknown", "occupied"])).toBe("occupied");
  });

  test("are unknown if one is and none is occupied", () => {
    expect(together(["empty", "unknown"])).toBe("unknown");
  });

  test("are empty only if all are", () => {
    expect(together(["empty", "empty"])).toBe("empty");
  });

  test("are unknown if there are none: not knowing is not fine", () => {
    expect(together([])).toBe("unknown");
  });
});

test("nobody who is merely seen makes a room less occupied", () => {
  const ago = fc.option(fc.integer({ min: 0, max: 20 * MINUTE }).map((span) => NOW - span));
  const anybody = fc.record({
    handle: fc.constantFrom("ana", "bob"),
    responder: fc.boolean(),
    connectedAt: ago,
    actedAt: ago,
    spokeAt: ago,
  });
  fc.assert(
    fc.property(fc.array(anybody, { maxLength: 4 }), anybody, (people, another) => {
      fc.pre(occupancy(people, NOW) === "occupied");

      expect(occupancy([another, ...people], NOW)).toBe("occupied");
    }),
  );
});
