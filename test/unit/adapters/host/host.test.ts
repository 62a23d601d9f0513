import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { createDiskUsage } from "../../../../src/adapters/host/disk-usage.ts";
import { usedMemoryPercent } from "../../../../src/adapters/host/meminfo.ts";
import { hostSchema } from "../../../../src/adapters/host/schema.ts";
import { createHostSource } from "../../../../src/adapters/host/source.ts";

const MEMINFO =
  "MemTotal:        8000000 kB\nMemFree:          100000 kB\nMemAvailable:    2000000 kB\nBuffers:           50000 kB\n";
const read = (
  options: Readonly<Record<string, unknown>>,
): ReturnType<ReturnType<typeof createHostSource>["read"]> =>
  createHostSource().read(
    { kind: "host", connection: null, options },
    new AbortController().signal,
  );

const accepts = (options: object): boolean => hostSchema.options.safeParse(options).success;

describe("memory", () => {
  test("is used when it could not be had at once", () => {
    expect(usedMemoryPercent(MEMINFO)).toBe(75);
  });

  test("is unknown when the kernel does not say what is available", () => {
    expect(usedMemoryPercent("MemTotal: 8000000 kB\n")).toBeNull();
  });
});

describe("the host source", () => {
  test.each(["load", "memory", "disk"])(
    "measures %s in percent, under the host's name",
    async (measure) => {
      const answer = await read({ measure });

      expect(answer).toMatchObject({
        outcome: "read",
        readings: [{ labels: { host: hostname() }, value: expect.any(Number) as number }],
      });
      const value =
        answer.outcome === "read" ? (answer.readings[0]?.value ?? Number.NaN) : Number.NaN;
      expect(value).toBeGreaterThanOrEqual(0);
      expect(measure === "load" ? 0 : value).toBeLessThanOrEqual(100);
    },
  );

  test("names the path in a disk's labels", async () => {
    expect(await read({ measure: "disk", path: "/tmp" })).toMatchObject({
      readings: [{ labels: { path: "/tmp" } }],
    });
  });

  test("says which path does not exist", async () => {
    expect(await read({ measure: "disk", path: "/nowhere/at all" })).toEqual({
      outcome: "failed",
      reason: "there is no /nowhere/at all on this machine",
    });
  });

  test("fails on a measure that it does not know", async () => {
    expect(await read({ measure: "mood" })).toMatchObject({ outcome: "failed" });
  });

  test("has no percentage for a file system without a size", async () => {
    expect(await createDiskUsage()("/proc")).toEqual({
      reason: "/proc is on a file system without a size",
    });
  });

  test("asks a disk once however many wait for it", () => {
    const usage = createDiskUsage();

    expect(usage("/")).toBe(usage("/"));
    expect(usage("/")).not.toBe(usage("/tmp"));
  });
});

describe("what the book may say of the host", () => {
  test("is a measure, and a path for a disk", () => {
    expect(
      [
        { measure: "load" },
        { measure: "memory" },
        { measure: "disk" },
        { measure: "disk", path: "/var" },
      ].map(accepts),
    ).toEqual([true, true, true, true]);
  });

  test("is nothing else", () => {
    expect(
      [
        {},
        { measure: "mood" },
        { measure: "load", path: "/" },
        { measure: "disk", paht: "/" },
        { measure: "disk", path: "" },
      ].map(accepts),
    ).toEqual([false, false, false, false, false]);
  });
});
