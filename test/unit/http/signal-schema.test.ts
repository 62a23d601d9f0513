import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readSignals } from "../../../src/http/signal-schema.ts";

/** Its label is a number: a list with this one in it is read by the schema alone. */
const BY_THE_SCHEMA = { alert: "a", status: "firing", labels: { n: 7 } };

const text = fc.oneof(
  fc.string(),
  fc.constantFrom("", " padded ", "x".repeat(200), "x".repeat(201), "y".repeat(2_001)),
);
const odd = fc.oneof(fc.constantFrom(null, undefined, 7, true, [], {}, Infinity, NaN), fc.string());
const labels = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom("__proto__", "n".repeat(101), "queue")),
  fc.oneof({ weight: 9, arbitrary: fc.string() }, fc.constant("v".repeat(501)), odd),
);
const many = fc
  .integer({ min: 60, max: 70 })
  .map((count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`label-${i}`, "x"])));
const often = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary }, odd);
const signal = fc.record(
  {
    alert: often(text),
    status: often(fc.constantFrom("firing", "resolved")),
    summary: often(text),
    severity: often(fc.constantFrom("critical", "PAGE ", "toString", "warning")),
    labels: often(fc.oneof(labels, many)),
    value: often(fc.double()),
    at: often(fc.constantFrom("2026-11-22T12:00:00Z", "2026-02-30T12:00:00Z", null)),
    extra: odd,
  },
  { requiredKeys: ["alert", "status"] },
);

test("what is read by hand is what the schema reads", () => {
  let taken = 0;
  fc.assert(
    fc.property(signal, (raw) => {
      const body = JSON.parse(JSON.stringify(raw)) as unknown;
      const slow = readSignals([body, BY_THE_SCHEMA]);
      const quick = readSignals([body]);

      expect(quick.success).toBe(slow.success);
      expect(readSignals(body).success).toBe(slow.success);
      if (!slow.success) return;
      taken += 1;
      expect(quick.data).toStrictEqual(slow.data.slice(0, 1));
      expect(readSignals(body).data).toStrictEqual(slow.data.slice(0, 1));
    }),
    { numRuns: 1_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test("an empty list is refused", () => {
  expect(readSignals([])).toMatchObject({ success: false });
});
