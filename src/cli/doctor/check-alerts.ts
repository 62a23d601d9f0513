import type { Examination } from "../../app-examine.ts";
import type { AlertDefinition } from "../../alerts/alert.ts";
import { crosses } from "../../alerts/crosses.ts";
import type { Answer } from "../../alerts/series-state.ts";
import { SECOND } from "../../lib/durations.ts";
import { deadline } from "../../lib/timers.ts";
import { measure } from "../../watch/measure.ts";
import { ok, warn, type Line } from "./line.ts";

const READ_WITHIN_MS = 4 * SECOND;
const AT_ONCE = 16;

/** Each alert that watchroom measures by itself is read once. What fails tonight is said by an incident of its own, so none of it is silence. */
export async function checkAlerts({
  book,
  read,
  idle,
}: Pick<Examination, "book" | "read" | "idle">): Promise<readonly Line[]> {
  const alerts = book?.alerts ?? [];
  const over = deadline(READ_WITHIN_MS);
  const lines: (readonly Line[])[] = alerts.map(() => []);
  const waiting = alerts.entries();
  const work = async (): Promise<void> => {
    for (const [index, alert] of waiting) {
      const missing = idle(alert);
      lines[index] =
        missing === null
          ? await readOne(alert, over.aborted ? null : read(alert), over)
          : [warn(alert.name, `Idle: ${missing}.`, "Nobody measures it.")];
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return lines.flat();
}

async function readOne(
  alert: AlertDefinition,
  reading: Promise<Answer> | null,
  over: AbortSignal,
): Promise<readonly Line[]> {
  if (reading === null) return over.aborted ? [late(alert)] : [];
  const answer = await Promise.race([reading, whenOver(over)]);
  if (answer === null) return [late(alert)];
  if (answer.outcome === "failed")
    return [
      warn(
        alert.name,
        `${alert.source.kind} gives no value: ${answer.reason}.`,
        "Three times in a row, and it opens an incident of its own.",
      ),
    ];
  if (answer.unusable !== null)
    return [
      warn(alert.name, `${alert.source.kind} gives what cannot be used: ${answer.unusable}.`, null),
    ];
  return [
    ok(
      alert.name,
      sayValues(
        alert,
        answer.readings.map(({ value }) => value),
      ),
    ),
  ];
}

function late({ name }: AlertDefinition): Line {
  return warn(name, "It was not read within 4 seconds.", null);
}

function whenOver(over: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (over.aborted) resolve(null);
    over.addEventListener("abort", () => resolve(null), { once: true });
  });
}

function sayValues({ threshold }: AlertDefinition, values: readonly number[]): string {
  if (values.length === 0) return "no series at the moment";
  const isUpper = threshold === null || "above" in threshold;
  const worst = isUpper ? Math.max(...values) : Math.min(...values);
  const limit =
    threshold === null ? null : "above" in threshold ? threshold.above : threshold.below;
  const of = measure({ value: worst, threshold: limit })!;
  const fires = threshold !== null && crosses(threshold, worst) ? ", past its threshold now" : "";
  return values.length === 1
    ? `${of}${fires}`
    : `${values.length} series, the ${isUpper ? "highest" : "lowest"} ${of}${fires}`;
}
