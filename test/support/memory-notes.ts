import type { AdapterRecords } from "../../src/ports/adapter-records.ts";

export interface MemoryNotes extends AdapterRecords {
  readonly kept: Map<string, { readonly value: unknown; readonly keepMs: number | null }>;
}

/** What an adapter keeps, in this process; values go through JSON as they do in the store. Nothing is forgotten. */
export function memoryNotes(): MemoryNotes {
  const kept: MemoryNotes["kept"] = new Map();
  const said = new Set<string>();
  const read = (key: string): unknown => kept.get(key)?.value ?? null;
  return {
    kept,
    read: (key) => Promise.resolve(read(key)),
    readMany: (keys) => Promise.resolve(keys.map(read)),
    write: (key, value, keepMs) => {
      kept.set(key, { value: JSON.parse(JSON.stringify(value)), keepMs });
      return Promise.resolve();
    },
    remove: (key) => {
      kept.delete(key);
      return Promise.resolve();
    },
    once: (key) => {
      const isFirst = !said.has(key);
      said.add(key);
      return Promise.resolve(isFirst);
    },
  };
}
