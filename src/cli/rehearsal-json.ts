import { isoInstant } from "../lib/instant.ts";
import type { Line, Rehearsal, Run } from "../watch/rehearse.ts";

/** For programs: instants ISO 8601 UTC, absent values null, steps counted from one. */
export function rehearsalJson(rehearsal: Rehearsal): object {
  return {
    ...rehearsal,
    at: isoInstant(rehearsal.at),
    empty: runJson(rehearsal.empty),
    occupied: runJson(rehearsal.occupied),
  };
}

function runJson({ lines, nextRoundAt }: Run): object {
  return {
    lines: lines.map(lineJson),
    nextRoundAt: nextRoundAt === null ? null : isoInstant(nextRoundAt),
  };
}

function lineJson(line: Line): object {
  const { at, ...rest } = line;
  return {
    at: isoInstant(at),
    ...rest,
    ...("step" in line && { step: line.step === null ? null : line.step + 1 }),
    ...("until" in line && { until: isoInstant(line.until) }),
    ...(line.kind === "called" && {
      byRule: line.byRule === true,
      because: becauseJson(line.because),
    }),
  };
}

function becauseJson(because: Extract<Line, { kind: "called" }>["because"]): object {
  return because.kind === "override"
    ? { ...because, until: because.until === null ? null : isoInstant(because.until) }
    : because;
}
