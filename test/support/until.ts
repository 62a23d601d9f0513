import { setTimeout as pause } from "node:timers/promises";

/** What `look` answers once it is neither null, undefined nor false. Throws what was waited for, and what was seen last, when `withinMs` have passed. */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  const end = performance.now() + withinMs;
  let seen: unknown = null;
  while (performance.now() < end) {
    try {
      const answer = await look();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
      seen = answer;
    } catch (error) {
      seen = error;
    }
    await pause(50);
  }
  throw new Error(`${what}: not within ${withinMs} ms. Seen last: ${String(seen)}`, {
    cause: seen,
  });
}
