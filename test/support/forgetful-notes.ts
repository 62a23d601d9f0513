import type { Clock } from "../../src/lib/clock.ts";
import type { AdapterRecords } from "../../src/ports/adapter-records.ts";

/** What an adapter remembers, in a plain map, by the test's clock. Several processes may hold it. */
export function forgetfulNotes(clock: Clock): AdapterRecords {
  const kept = new Map<string, { readonly json: string; readonly until: number }>();
  const get = (key: string): unknown => {
    const found = kept.get(key);
    const isThere = found !== undefined && clock.real() < found.until;
    return isThere ? (JSON.parse(found.json) as unknown) : null;
  };
  const put = (key: string, value: unknown, keepMs: number | null): void => {
    kept.set(key, { json: JSON.stringify(value), until: clock.real() + (keepMs ?? Infinity) });
  };
  return {
    read: (key) => Promise.resolve(get(key)),
    write: (key, value, keepMs) => Promise.resolve(put(key, value, keepMs)),
    readMany: (keys) => Promise.resolve(keys.map(get)),
    remove: (key) => {
      kept.delete(key);
      return Promise.resolve();
    },
    once: (key, forMs) => {
      const isFirst = get(`once:${key}`) === null;
      if (isFirst) put(`once:${key}`, true, forMs);
      return Promise.resolve(isFirst);
    },
  };
}
