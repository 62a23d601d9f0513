import type { AlertDefinition } from "../alerts/alert.ts";
import type { Answer } from "../alerts/series-state.ts";
import { formatDuration, SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Source } from "../ports/source.ts";
import { checkAnswer } from "./check-answer.ts";

const LONGEST_READ_MS = 10 * SECOND;
/** The rest is for a source that heeds the signal to say what it knows: that a site gives no answer is an answer. */
const OWN_SHARE = 0.9;

/** One read, in bounded real time, whatever the source does. */
export async function readSource(
  source: Source,
  { source: spec, everyMs }: AlertDefinition,
): Promise<Answer> {
  const boundMs = Math.min(everyMs, LONGEST_READ_MS);
  // A source that ignores its signal is left behind: its answer, should it come, goes nowhere.
  return await Promise.race([
    attempt(source, spec, Math.round(boundMs * OWN_SHARE)),
    givingUp(deadline(boundMs), `no answer within ${formatDuration(boundMs)}`),
  ]);
}

async function attempt(
  source: Source,
  spec: AlertDefinition["source"],
  withinMs: number,
): Promise<Answer> {
  const signal = deadline(withinMs);
  try {
    return checkAnswer(await source.read(spec, signal, withinMs));
  } catch (error) {
    return {
      outcome: "failed",
      reason: signal.aborted
        ? "no answer in time"
        : `the source broke: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function givingUp(signal: AbortSignal, reason: string): Promise<Answer> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve({ outcome: "failed", reason }), { once: true });
  });
}
