/** Real milliseconds. Ends early, without an error, when the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, ms));
    signal?.addEventListener("abort", end);
  });
}

/** Aborts after so many real milliseconds; for bounding one call to the outside. */
export function deadline(ms: number): AbortSignal {
  return AbortSignal.timeout(ms);
}

/** Calls again and again, every so many real milliseconds, until the returned function is called. Keeps no process alive. */
export function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms);
  timer.unref();
  return () => clearInterval(timer);
}
