import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../../src/lib/durations.ts";
import type { Failure, Refusal } from "../../../src/ports/failure.ts";
import type { Attempted, Tried } from "../../../src/ports/page-records.ts";
import {
  afterFailure,
  afterSuccess,
  begun,
  lastFailure,
  nextWay,
  withoutGone,
} from "../../../src/watch/next-way.ts";

const WAYS = ["twilio", "telnyx"];
const NOW = 1_000_000;
const REFUSED: Failure = { outcome: "failed", reason: "unauthorized", permanent: true };
const DOWN: Failure = { outcome: "failed", reason: "unreachable", permanent: false };
const slowDown = (retryAfterMs: number): Failure => ({
  outcome: "failed",
  reason: "rate-limited",
  permanent: false,
  retryAfterMs,
});

interface Step {
  readonly by: string;
  readonly at: number;
}

/** What is tried when, until it fails for good or the failures are used up. */
function run(
  ways: readonly string[],
  fails: (by: string, n: number) => Failure,
  most: number,
): {
  readonly steps: readonly Step[];
  readonly ended: Attempted | null;
  readonly tried: readonly Tried[];
} {
  const steps: Step[] = [];
  let tried: readonly Tried[] = [];
  let now = NOW;
  for (let n = 0; n < most; n += 1) {
    const by = nextWay(ways, tried, now);
    if (by === null) throw new Error("nothing is left, and nobody said so");
    steps.push({ by, at: now - NOW });
    const { tried: after, attempted } = afterFailure(ways, tried, by, fails(by, n), now);
    tried = after;
    if (attempted.kind !== "retry") return { steps, ended: attempted, tried };
    expect(nextWay(ways, tried, attempted.at)).toBe(attempted.next);
    now = attempted.at;
  }
  return { steps, ended: null, tried };
}

const said = (steps: readonly Step[]): readonly string[] =>
  steps.map(({ by, at }) => `${by} ${at / SECOND}`);

describe("a page", () => {
  it("goes by the first way, and at once by the next when that one fails for good", () => {
    const { steps, ended } = run(WAYS, () => REFUSED, 9);

    expect(said(steps)).toEqual(["twilio 0", "telnyx 0"]);
    expect(ended).toMatchObject({ kind: "failed", failure: REFUSED });
  });

  it("is tried once more the same way after a pause, and then at once by the next", () => {
    expect(said(run(WAYS, () => DOWN, 6).steps)).toEqual([
      "twilio 0",
      "twilio 2",
      "telnyx 2",
      "telnyx 4",
      "twilio 8",
      "twilio 16",
    ]);
  });

  it("waits for nobody who wants more than five seconds while another way is there", () => {
    const { steps } = run(WAYS, (by) => (by === "twilio" ? slowDown(30 * SECOND) : DOWN), 6);

    expect(said(steps)).toEqual([
      "twilio 0",
      "telnyx 0",
      "telnyx 2",
      "telnyx 6",
      "telnyx 14",
      "twilio 30",
    ]);
  });

  it("waits as long as it is asked, up to five seconds, where another way is there", () => {
    expect(said(run(WAYS, () => slowDown(5 * SECOND), 3).steps)).toEqual([
      "twilio 0",
      "twilio 5",
      "telnyx 5",
    ]);
  });

  it("waits for a minute at most where it has but one way", () => {
    expect(said(run(["ntfy"], () => slowDown(60 * MINUTE), 3).steps)).toEqual([
      "ntfy 0",
      "ntfy 60",
      "ntfy 120",
    ]);
    expect(said(run(["ntfy"], () => slowDown(0), 2).steps)).toEqual(["ntfy 0", "ntfy 1"]);
  });

  it("is as good as tried when its sender died with it", () => {
    const once = begun([], "twilio");
    const twice = begun(once, "twilio");

    expect(nextWay(WAYS, once, NOW)).toBe("twilio");
    expect(nextWay(WAYS, twice, NOW)).toBe("telnyx");
  });

  it("goes by no way whose provider told later that it reaches nobody", () => {
    const tried = withoutGone(afterSuccess([], "twilio"), [
      { notifier: "twilio", failed: "bad-destination" },
      { notifier: "telnyx", failed: null },
    ]);

    expect(nextWay(WAYS, tried, NOW)).toBe("telnyx");
    expect(nextWay(["twilio"], tried, NOW)).toBeNull();
    expect(lastFailure(tried)).toMatchObject({ reason: "bad-destination", permanent: true });
  });

  it("without any way failed because of its destination", () => {
    expect(nextWay([], [], NOW)).toBeNull();
    expect(lastFailure([])).toMatchObject({ reason: "bad-destination" });
  });
});

it("is tried again within a minute as long as some way has not failed for good, and never by one that has", () => {
  const reasons: readonly Refusal[] = ["timeout", "server-error", "rate-limited", "unpaid"];
  const failure = fc.record(
    {
      outcome: fc.constant("failed" as const),
      reason: fc.constantFrom(...reasons),
      permanent: fc.boolean(),
      retryAfterMs: fc.integer({ min: 0, max: 10 * MINUTE }),
    },
    { requiredKeys: ["outcome", "reason", "permanent"] },
  );
  const ways = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 });
  fc.assert(
    fc.property(ways, fc.array(failure, { minLength: 1, maxLength: 40 }), (names, failures) => {
      const gone = new Set<string>();
      const { steps, ended } = run(
        names,
        (by, n) => {
          expect(gone).not.toContain(by);
          const one = failures[n]!;
          if (one.permanent) gone.add(by);
          return one;
        },
        failures.length,
      );
      for (const [n, { at }] of steps.entries())
        expect(at - (steps[n - 1]?.at ?? 0)).toBeLessThanOrEqual(MINUTE);
      expect(ended !== null).toBe(gone.size === names.length);
    }),
  );
});
