/** A value that somebody may wait for. */
export interface Awaited<T> {
  value(): T | null;
  set(value: T): void;
  /** The value as it is by then, when the signal aborts first. */
  wait(signal: AbortSignal): Promise<T | null>;
}

export function createAwaited<T>(): Awaited<T> {
  const waiting = new Set<() => void>();
  let value: T | null = null;
  return {
    value: () => value,
    set: (now) => {
      value = now;
      for (const tell of waiting) tell();
    },
    wait: (signal) =>
      new Promise((resolve) => {
        if (value !== null || signal.aborted) return resolve(value);
        const tell = (): void => {
          waiting.delete(tell);
          signal.removeEventListener("abort", tell);
          resolve(value);
        };
        waiting.add(tell);
        signal.addEventListener("abort", tell);
      }),
  };
}
