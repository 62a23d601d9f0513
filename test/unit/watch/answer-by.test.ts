import { describe, expect, test } from "vitest";
import { sleep } from "../../../src/lib/timers.ts";
import { answerBy } from "../../../src/watch/answer-by.ts";

const GRACE_MS = 20;
const never = new Promise<string>(() => undefined);

describe("what somebody is asked", () => {
  test("is what they answer in time", async () => {
    expect(await answerBy(AbortSignal.timeout(1_000), Promise.resolve("posted"))).toBe("posted");
  });

  test("is what they make of the end of their time", async () => {
    const limit = new AbortController();
    const asked = sleep(60_000, limit.signal).then(() => "ended it");
    limit.abort();

    expect(await answerBy(limit.signal, asked, GRACE_MS)).toBe("ended it");
  });

  test.each([AbortSignal.timeout(1), AbortSignal.abort()])(
    "took too long when they never answer",
    async (limit) => {
      expect(await answerBy(limit, never, GRACE_MS)).toEqual({
        outcome: "failed",
        reason: "timeout",
        permanent: false,
      });
    },
  );

  test("throws what they throw", async () => {
    const asked = Promise.reject(new Error("a bug"));

    await expect(answerBy(AbortSignal.timeout(1_000), asked)).rejects.toThrow("a bug");
  });
});
