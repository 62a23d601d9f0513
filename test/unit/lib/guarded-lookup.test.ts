import type { LookupAddress } from "node:dns";
import { describe, expect, it } from "vitest";
import { guardedLookup, type GuardedLookup } from "../../../src/lib/guarded-lookup.ts";

const found = (
  { lookup }: GuardedLookup,
  all: boolean,
): Promise<{ error: Error | null; address: string | LookupAddress[] }> =>
  new Promise((resolve) => {
    lookup("localhost", { all }, (error, address) => resolve({ error, address }));
  });

describe("a guarded lookup", () => {
  it("answers the addresses that are allowed, one or all, and remembers how far they are", async () => {
    const guard = guardedLookup((distance) => distance === "own");

    expect((await found(guard, false)).address).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect((await found(guard, true)).address).toContainEqual(
      expect.objectContaining({ address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) as string }),
    );
    expect([guard.refused(), guard.distance()]).toEqual([false, "own"]);
  });

  it("fails for a name that leads to nothing else, and says that it was refused", async () => {
    const guard = guardedLookup((distance) => distance === "far");

    expect((await found(guard, false)).error).toBeInstanceOf(Error);
    expect((await found(guard, true)).error).toBeInstanceOf(Error);
    expect([guard.refused(), guard.distance()]).toEqual([true, null]);
  });

  it("judges an address that stands for itself, with or without brackets", () => {
    const guard = guardedLookup((distance) => distance !== "link-local");

    expect(["localhost", "example.com", "127.0.0.1", "[::1]"].map(guard.admits)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(guard.refused()).toBe(false);
    expect(guard.admits("[fe80::1]")).toBe(false);
    expect(guard.refused()).toBe(true);
  });
});
