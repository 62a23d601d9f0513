import { describe, expect, test } from "vitest";
import { checkAnswer } from "../../../src/collector/check-answer.ts";

const read = (readings: unknown): unknown => ({ outcome: "read", readings });

describe("what a source answered", () => {
  test("is taken when every series has a number", () => {
    expect(checkAnswer(read([{ labels: { host: "a" }, value: 1.5 }]))).toEqual({
      outcome: "read",
      readings: [{ labels: { host: "a" }, value: 1.5 }],
      unusable: null,
    });
  });

  test("is taken when there is no series at all", () => {
    expect(checkAnswer(read([]))).toEqual({ outcome: "read", readings: [], unusable: null });
  });

  test("keeps its numbers when another value became text", () => {
    const readings = [
      { labels: { queue: "builds" }, value: "n/a" },
      { labels: { queue: "mail" }, value: 3 },
    ];

    expect(checkAnswer(read(readings))).toEqual({
      outcome: "read",
      readings: [{ labels: { queue: "mail" }, value: 3 }],
      unusable: 'the value of queue=builds is not a number: "n/a"',
    });
  });

  test("keeps its numbers when the source says that another is missing, and why", () => {
    const readings = [{ labels: { node: "a" }, value: 0 }];
    const unusable = `the node b\ndoes not run ${"x".repeat(300)}`;

    expect(checkAnswer({ outcome: "read", readings, unusable })).toEqual({
      outcome: "read",
      readings,
      unusable: `the node b does not run ${"x".repeat(175)}…`,
    });
    expect(checkAnswer({ outcome: "read", readings, unusable: 7 })).toMatchObject({
      unusable: null,
    });
  });

  test.each([
    [undefined, /nothing/],
    ["93", /nothing/],
    [{ outcome: "failed", reason: "connection refused" }, /^connection refused$/],
    [{ outcome: "failed" }, /no reason/],
    [{ outcome: "read" }, /no list/],
    [read([null]), /labels/],
    [read([{ value: 1 }]), /labels/],
    [read([{ labels: { host: 1 }, value: 1 }]), /labels/],
    [read([{ labels: { "no-data": "true" }, value: 1 }]), /reserved/],
    [
      read([1, 2].map((value) => ({ labels: { host: "a" }, value }))),
      /two values for the same series host=a/,
    ],
    [
      read(Array.from({ length: 101 }, (_, i) => ({ labels: { host: `h${i}` }, value: 1 }))),
      /101 series, at most 100/,
    ],
  ])("is no answer when it is %j", (answer, reason) => {
    expect(checkAnswer(answer)).toEqual({
      outcome: "failed",
      reason: expect.stringMatching(reason) as string,
    });
  });

  test("is shown on one short line, whatever it says", () => {
    const answer = checkAnswer({
      outcome: "failed",
      reason: `first\nsecond ${"x".repeat(10_000)}`,
    });

    expect(answer).toEqual({
      outcome: "failed",
      reason: expect.stringMatching(/^first second x+…$/) as string,
    });
    expect((answer as { reason: string }).reason).toHaveLength(200);
  });

  test("has its labels cut with a mark", () => {
    const answer = checkAnswer(read([{ labels: { host: "x".repeat(10_000) }, value: 1 }]));

    expect(answer).toMatchObject({ readings: [{ labels: { host: `${"x".repeat(199)}…` } }] });
  });
});
