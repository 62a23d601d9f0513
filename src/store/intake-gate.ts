import type { Redis } from "ioredis";
import { infoFigure } from "./info-figure.ts";
import type { Keys } from "./keys.ts";

/** Past either, what was accepted already would be at risk. */
export interface IntakeLimits {
  readonly inboxBytes: number;
  /** Of `maxmemory`, when there is one. */
  readonly memoryShare: number;
}

const LIMITS: IntakeLimits = { inboxBytes: 256 * 1024 * 1024, memoryShare: 0.8 };

/** Closed while the inbox is so full, or memory so short, that accepting more would risk what was accepted. */
export interface IntakeGate {
  isOpen(): boolean;
  /** To be called every second or so. */
  look(): Promise<void>;
}

export function createIntakeGate(
  redis: Redis,
  keys: Keys,
  limits: IntakeLimits = LIMITS,
): IntakeGate {
  let isOpen = true;
  return {
    isOpen: () => isOpen,
    look: async () => {
      const [inbox, memory] = await Promise.all([
        redis.memory("USAGE", keys.inbox),
        redis.info("memory"),
      ]);
      isOpen = filled(inbox ?? 0, memory, limits) < 1;
    },
  };
}

/** How much of what the intake may take is taken; at 1 it closes. `memory` as INFO says it. */
export function filled(inboxBytes: number, memory: string, limits: IntakeLimits = LIMITS): number {
  const [used, most] = [infoFigure(memory, "used_memory"), infoFigure(memory, "maxmemory")];
  return Math.max(
    inboxBytes / limits.inboxBytes,
    most === 0 ? 0 : used / (most * limits.memoryShare),
  );
}
