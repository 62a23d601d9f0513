import { describe, expect, test } from "vitest";
import { hostSchema } from "../../src/adapters/host/schema.ts";
import { createHostSource } from "../../src/adapters/host/source.ts";
import { checkAnswer } from "../../src/collector/check-answer.ts";
import type { Source, SourceSchema } from "../../src/ports/source.ts";

interface Subject {
  readonly source: Source;
  readonly schema: SourceSchema;
  readonly works: Readonly<Record<string, unknown>>;
  readonly fails: Readonly<Record<string, unknown>>;
}

const SOURCES: readonly Subject[] = [
  {
    source: createHostSource(),
    schema: hostSchema,
    works: { measure: "disk" },
    fails: { measure: "disk", path: "/nowhere" },
  },
];

describe.each(SOURCES.map((subject) => [subject.source.kind, subject] as const))(
  "the source %s",
  (kind, { source, schema, works, fails }) => {
    const read = (
      options: Subject["works"],
      signal = new AbortController().signal,
    ): ReturnType<Source["read"]> => source.read({ kind, connection: null, options }, signal);

    test("is named as its schema is, and may say what the book lets it say", () => {
      expect(schema.kind).toBe(kind);
      expect([works, fails].map((options) => schema.options.safeParse(options).success)).toEqual([
        true,
        true,
      ]);
    });

    test("refuses keys that nobody knows", () => {
      expect(schema.options.safeParse({ ...works, nobodyKnows: 1 }).success).toBe(false);
    });

    test("answers numbers with labels, such as collection takes", async () => {
      const answer = checkAnswer(await read(works));

      expect(answer).toMatchObject({ outcome: "read", unusable: null });
      expect(answer).not.toMatchObject({ readings: [] });
    });

    test("answers the same labels each time", async () => {
      const [first, second] = [checkAnswer(await read(works)), checkAnswer(await read(works))].map(
        (answer) =>
          answer.outcome === "read" ? answer.readings.map(({ labels }) => labels) : answer,
      );

      expect(first).toEqual(second);
    });

    test("fails as a value, with a reason in words", async () => {
      expect(await read(fails)).toEqual({
        outcome: "failed",
        reason: expect.stringMatching(/^\S.{8,199}$/) as string,
      });
    });

    test.each([[{}], [{ measure: 7 }], [{ path: null }]])(
      "does not throw on options that no book would let through: %j",
      async (options) => {
        expect(await read(options)).toMatchObject({ outcome: "failed" });
      },
    );

    test("does not throw when its time is over before it began", async () => {
      expect(["read", "failed"]).toContain((await read(works, AbortSignal.abort())).outcome);
    });
  },
);
