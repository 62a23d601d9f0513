import type { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { createIntakeGate } from "../../../src/store/intake-gate.ts";
import { keysFor } from "../../../src/store/keys.ts";

const MIB = 1024 * 1024;

function gateOver(figures: { inbox: number | null; used: number; most: number }): {
  isOpen(): boolean;
  look(): Promise<void>;
} {
  const redis = {
    memory: () => Promise.resolve(figures.inbox),
    info: () =>
      Promise.resolve(`# Memory\r\nused_memory:${figures.used}\r\nmaxmemory:${figures.most}\r\n`),
  } as unknown as Redis;
  return createIntakeGate(redis, keysFor("{test}:"));
}

describe("the intake", () => {
  it.each([
    ["an inbox that is not there", { inbox: null, used: 10 * MIB, most: 0 }, true],
    ["an inbox just below 256 MiB", { inbox: 256 * MIB - 1, used: 300 * MIB, most: 0 }, true],
    ["an inbox of 256 MiB", { inbox: 256 * MIB, used: 300 * MIB, most: 0 }, false],
    ["memory just below four fifths", { inbox: 0, used: 79, most: 100 }, true],
    ["memory at four fifths", { inbox: 0, used: 80, most: 100 }, false],
  ] as const)("with %s is open: %o -> %s", async (_what, figures, isOpen) => {
    const gate = gateOver(figures);

    await gate.look();

    expect(gate.isOpen()).toBe(isOpen);
  });

  it("opens again when there is room again", async () => {
    const figures = { inbox: 256 * MIB, used: 0, most: 0 };
    const gate = gateOver(figures);
    await gate.look();
    expect(gate.isOpen()).toBe(false);

    figures.inbox = 0;
    await gate.look();

    expect(gate.isOpen()).toBe(true);
  });
});
