import type { Redis } from "ioredis";
import type { Keys } from "./keys.ts";

const MAX_INBOX_BYTES = 256 * 1024 * 1024;
const MAX_MEMORY_SHARE = 0.8;

/** Closed while the inbox is so full, or memory so short, that accepting more would risk what was accepted. */
export interface IntakeGate {
  isOpen(): boolean;
  /** To be called every second or so. */
  look(): Promise<void>;
}

export function createIntakeGate(redis: Redis, keys: Keys): IntakeGate {
  let isOpen = true;
  return {
    isOpen: () => isOpen,
    look: async () => {
      const [inbox, memory] = await Promise.all([
        redis.memory("USAGE", keys.inbox),
        redis.info("memory"),
      ]);
      const [used, most] = [figure(memory, "used_memory"), figure(memory, "maxmemory")];
      isOpen = (inbox ?? 0) < MAX_INBOX_BYTES && (most === 0 || used < most * MAX_MEMORY_SHARE);
    },
  };
}

function figure(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
}
