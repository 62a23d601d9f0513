import type { CallbackRecords } from "../../src/ports/callback-records.ts";

/** As the store keeps them, over a map. */
export function memoryCallbacks(now: () => number): CallbackRecords {
  const notes = new Map<string, { readonly value: unknown; readonly until: number }>();
  const read = (key: string): { readonly value: unknown } | null => {
    const note = notes.get(key);
    return note !== undefined && note.until > now() ? { value: note.value } : null;
  };
  const write = (key: string, value: unknown, forMs: number): void =>
    void notes.set(key, { value, until: now() + forMs });
  return {
    kept: async (name) => read(`kept ${name}`),
    keep: async (name, value, forMs) => write(`kept ${name}`, value, forMs),
    hasRoom: async (name, most, spanMs) => {
      const places = Array.from({ length: most }, (_, place) => `room ${place} ${name}`);
      const free = places.find((place) => read(place) === null);
      if (free !== undefined) write(free, true, spanMs);
      return free !== undefined;
    },
    isNewest: async (name, at, rememberMs) => {
      const last = read(`newest ${name}`)?.value as number | undefined;
      if (last !== undefined && last > at) return false;
      write(`newest ${name}`, at, rememberMs);
      return true;
    },
  };
}
