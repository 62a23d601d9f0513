import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aboutOf,
  isMarkedAs,
  metadataOf,
  type Mark,
} from "../../../../../src/adapters/slack/posting/metadata.ts";

const id = fc.string({ minLength: 1 });
const number = fc.nat();
const marks: fc.Arbitrary<Mark> = fc.oneof(
  fc.record({ kind: fc.constant("incident" as const), id, number }),
  fc.record({ kind: fc.constantFrom("summary" as const, "page" as const), id }),
  fc.record({ kind: fc.constant("subject" as const), subject: id }),
  fc.record({
    kind: fc.constant("saying" as const),
    id,
    about: fc.option(fc.record({ kind: fc.constant("incident" as const), id, number })),
  }),
  fc.record({
    kind: fc.constant("thread" as const),
    id,
    number: fc.option(number),
    part: fc.nat(),
  }),
);

/** As Slack gives it back. */
const stored = (mark: Mark): unknown => JSON.parse(JSON.stringify(metadataOf(mark)));

describe("the metadata of a message", () => {
  it("is flat, and is found again by its mark alone", () => {
    fc.assert(
      fc.property(marks, marks, (one, other) => {
        const values = Object.values(metadataOf(one).event_payload);
        expect(values.every((value) => ["string", "number"].includes(typeof value))).toBe(true);
        expect(isMarkedAs(stored(one), one)).toBe(true);
        fc.pre(JSON.stringify(one) !== JSON.stringify(other) && one.kind !== other.kind);
        expect(isMarkedAs(stored(one), other)).toBe(false);
      }),
    );
  });

  it.each<[Mark, unknown]>([
    [
      { kind: "incident", id: "i1", number: 17 },
      { kind: "incident", id: "i1", number: 17 },
    ],
    [
      { kind: "summary", id: "s1" },
      { kind: "summary", id: "s1" },
    ],
    [
      { kind: "page", id: "p1" },
      { kind: "page", id: "p1" },
    ],
    [
      { kind: "subject", subject: "handoff:1" },
      { kind: "subject", subject: "handoff:1" },
    ],
    [
      { kind: "thread", id: "i1", number: 17, part: 2 },
      { kind: "incident", id: "i1", number: 17 },
    ],
    [{ kind: "thread", id: "s1", number: null, part: 2 }, null],
    [
      { kind: "saying", id: "x", about: { kind: "incident", id: "i1", number: 17 } },
      { kind: "incident", id: "i1", number: 17 },
    ],
    [{ kind: "saying", id: "x", about: null }, null],
  ])("of %j says what a reaction on it is about", (mark, about) => {
    expect(aboutOf(stored(mark))).toEqual(about);
  });

  it("tells the parts of a thread, and two sayings, apart", () => {
    const part = { kind: "thread", id: "i1", number: 17, part: 1 } as const;
    expect(isMarkedAs(stored(part), { ...part, part: 2 })).toBe(false);
    const saying = { kind: "saying", id: "x", about: null } as const;
    expect(isMarkedAs(stored(saying), { ...saying, id: "y" })).toBe(false);
  });

  it.each([
    undefined,
    null,
    "watchroom",
    {},
    { event_type: "other", event_payload: { kind: "incident", id: "i1", number: 17 } },
    { event_type: "watchroom", event_payload: { kind: "incident", id: "i1" } },
    { event_type: "watchroom", event_payload: { kind: "surprise", id: "i1" } },
    { event_type: "watchroom", event_payload: { kind: "incident", id: 1, number: "17" } },
  ])("of others is about nothing: %j", (metadata) => {
    expect(aboutOf(metadata)).toBeNull();
  });
});
