import { sleep } from "../../../lib/timers.ts";

/** What the work comes to, or null when that takes longer than so many real milliseconds; it goes on. Rejects with the work. */
export async function inTime<T>(work: Promise<T>, withinMs: number): Promise<{ of: T } | null> {
  const done = new AbortController();
  try {
    return await Promise.race([
      work.then((of) => ({ of })),
      sleep(withinMs, done.signal).then(() => null),
    ]);
  } finally {
    done.abort();
  }
}
