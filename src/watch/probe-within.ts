import type { Probe } from "../ports/probe.ts";

/** One probe, whatever it does: it may break, or never answer. */
export async function probeWithin(
  thing: { probe(signal: AbortSignal): Promise<Probe> },
  shared: AbortSignal,
): Promise<Probe> {
  // Each probe listens to its own: Node warns of a signal to which a dozen listen.
  const signal = AbortSignal.any([shared]);
  const silent = new Promise<Probe>((resolve) => {
    const end = (): void => resolve(failed("it does not answer"));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
  return Promise.race([attempt(thing, signal), silent]);
}

async function attempt(
  thing: { probe(signal: AbortSignal): Promise<Probe> },
  signal: AbortSignal,
): Promise<Probe> {
  try {
    return await thing.probe(signal);
  } catch (error) {
    return failed(`it broke: ${error instanceof Error ? error.message.slice(0, 200) : "unknown"}`);
  }
}

function failed(said: string): Probe {
  return { ok: false, said, mend: "Look whether the service is up, and try again." };
}
