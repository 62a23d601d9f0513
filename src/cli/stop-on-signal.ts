const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Aborts on Ctrl-C, or when the host asks us to stop. A second signal ends the process at once, as it would any other. */
export function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, stop);
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return stopping.signal;
}
