import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readIncident, stateJson, writeNumber } from "../../../src/store/incident-json.ts";
import { incident } from "../../support/in-memory-watch.ts";
import { recordReader } from "../../support/reader.ts";

function stored(one: ReturnType<typeof incident>): Record<string, string> {
  return {
    state: stateJson(one),
    number: String(one.number),
    rev: String(one.revision),
    value: writeNumber(one.value),
    seen: String(one.lastSeenAt),
    count: String(one.count),
  };
}

describe("a stored incident", () => {
  test("is read back as it was, whatever its texts and numbers", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.dictionary(fc.string({ unit: "binary" }), fc.string()),
        fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
        (summary, labels, value) => {
          const one = incident(17, { summary, labels: { ...labels }, value, count: 3 });
          const read = readIncident(recordReader(), stored(one));

          expect(JSON.stringify(read)).toBe(JSON.stringify({ ...read, ...one }));
          expect(read).toMatchObject({ number: 17, revision: 1, count: 3 });
        },
      ),
    );
  });

  test("keeps beside its state what re-sent signals write", () => {
    const state = JSON.parse(stateJson(incident(17, { value: 5 }))) as object;

    for (const field of ["number", "revision", "value", "lastSeenAt", "count"])
      expect(state).not.toHaveProperty(field);
  });

  test("that is not there is null", () => {
    expect(readIncident(recordReader(), {})).toBeNull();
    expect(readIncident(recordReader(), { value: "5", count: "1" })).toBeNull();
  });

  test("of a newer version is left out and said", () => {
    const newer = stored(incident(17));

    const reader = recordReader();
    const read = readIncident(reader, {
      ...newer,
      state: newer["state"]!.replace('"v":1', '"v":2'),
    });

    expect(read).toBeNull();
    expect(reader.said.get("newer:incident")).toMatch(/newer watchroom: version 2/);
  });
});
