import { performance } from "node:perf_hooks";

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks every few milliseconds; answers after how many it was true. Throws when it never is. */
export async function until(
  what: string,
  limitMs: number,
  isTrue: () => Promise<boolean>,
  everyMs = 5,
): Promise<number> {
  const begun = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - begun > limitMs)
      throw new Error(`${what} did not happen within ${limitMs / 1_000} s`);
    await sleep(everyMs);
  }
  return performance.now() - begun;
}
