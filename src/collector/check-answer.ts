import { NO_DATA_LABEL } from "../alerts/own-signals.ts";
import type { Answer, Measured } from "../alerts/series-state.ts";
import { fingerprint, type Labels } from "../alerts/signal.ts";
import { oneLine } from "../lib/plain.ts";

const MOST_SERIES = 100;
const MOST_LABELS = 20;
const LONGEST_LABEL = 200;
const LONGEST_REASON = 200;

type Fields = Readonly<Record<string, unknown>>;

/** Types end where the outside begins: a source may answer anything. */
export function checkAnswer(answer: unknown): Answer {
  if (!isObject(answer)) return failed("the source answered nothing that can be read");
  if (answer["outcome"] === "failed")
    return failed(
      typeof answer["reason"] === "string" ? answer["reason"] : "the source gave no reason",
    );
  const { readings } = answer;
  if (!Array.isArray(readings)) return failed("the source answered no list of values");
  if (readings.length > MOST_SERIES)
    return failed(`${readings.length} series, at most ${MOST_SERIES} are allowed`);
  const said = typeof answer["unusable"] === "string" ? answer["unusable"] : null;
  return checkReadings(readings, said === null ? null : oneLine(said, LONGEST_REASON));
}

function checkReadings(readings: readonly unknown[], said: string | null): Answer {
  const usable: Measured[] = [];
  const seen = new Set<string>();
  let unusable = said;
  for (const reading of readings) {
    const labels = isObject(reading) ? labelsOf(reading["labels"]) : null;
    if (!isObject(reading) || labels === null)
      return failed("labels must be words with a value each, at most 20 of them");
    if (NO_DATA_LABEL in labels) return failed(`the label ${NO_DATA_LABEL} is reserved`);
    const id = fingerprint("", labels);
    if (seen.has(id)) return failed(`two values for the same series ${describe(labels)}`);
    seen.add(id);
    const { value } = reading;
    if (typeof value === "number" && Number.isFinite(value)) usable.push({ labels, value });
    else
      unusable ??= oneLine(
        `the value of ${describe(labels)} is not a number: ${shown(value)}`,
        LONGEST_REASON,
      );
  }
  return { outcome: "read", readings: usable, unusable };
}

function labelsOf(labels: unknown): Labels | null {
  if (!isObject(labels)) return null;
  const pairs = Object.entries(labels);
  if (pairs.length > MOST_LABELS || pairs.some(([, value]) => typeof value !== "string"))
    return null;
  return Object.fromEntries(
    pairs.map(([name, value]) => [
      oneLine(name, LONGEST_LABEL),
      oneLine(String(value), LONGEST_LABEL),
    ]),
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function describe(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "the series" : pairs.join(", ");
}

function shown(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  return typeof value === "number" ? String(value) : typeof value;
}

function failed(reason: string): Answer {
  return { outcome: "failed", reason: oneLine(reason, LONGEST_REASON) };
}
