import type { AlertDefinition } from "./alert.ts";
import { evaluateSeries } from "./evaluate-series.ts";
import { ROUNDS_TO_BELIEVE } from "./rounds.ts";
import {
  UNSEEN,
  type AlertState,
  type Answer,
  type Evaluation,
  type Measured,
  type SeriesState,
} from "./series-state.ts";
import { noDataSignal, seriesSignal } from "./own-signals.ts";
import { fingerprint, type Signal } from "./signal.ts";

/**
 * One executed round of one alert.
 *
 * A failed answer leaves every series as it is; the third in a row is a lack of data, which belongs to the alert.
 * Values that are no numbers count as no answer, but do not blind the other series of the same answer.
 */
export function evaluate(
  definition: AlertDefinition,
  before: AlertState | null,
  answer: Answer,
  round: { readonly at: number; readonly slot: number },
): Evaluation {
  const was = before ?? { ...UNSEEN, firstSeenAt: round.at };
  const heard = listen(answer);
  const measured = measure(definition, was, heard.readings, round.at);
  const absent =
    answer.outcome === "read" && heard.problem === null
      ? missing(definition, was, measured.series, round.at)
      : { series: rest(was, measured.series), signals: [] };
  const unanswered = heard.problem === null ? 0 : was.unanswered + 1;
  const next: AlertState = {
    ...was,
    ...round,
    unanswered,
    reason: heard.problem,
    series: { ...absent.series, ...measured.series },
  };
  const told = tellOfSilence(definition, next, new Set(Object.keys(measured.series)));
  return {
    state: told.state,
    samples: measured.samples,
    signals: [...measured.signals, ...absent.signals, ...told.signals],
  };
}

function listen(answer: Answer): {
  readonly readings: readonly Measured[];
  readonly problem: string | null;
} {
  if (answer.outcome === "failed") return { readings: [], problem: answer.reason };
  const readings = answer.readings.filter(({ value }) => Number.isFinite(value));
  const problem =
    readings.length < answer.readings.length ? "a value is not a finite number" : null;
  return { readings, problem: answer.unusable ?? problem };
}

function measure(
  definition: AlertDefinition,
  was: AlertState,
  readings: readonly Measured[],
  at: number,
): { series: Record<string, SeriesState>; samples: Evaluation["samples"]; signals: Signal[] } {
  const series: Record<string, SeriesState> = {};
  const signals: Signal[] = [];
  const samples = readings.map((reading) => ({
    ...reading,
    at,
    series: fingerprint(definition.name, reading.labels),
  }));
  for (const { series: id, ...sample } of samples) {
    const { state, change } = evaluateSeries(definition, was.series[id] ?? null, sample);
    series[id] = state;
    if (change !== null)
      signals.push(
        seriesSignal(
          definition,
          change === "firing" ? state : { ...state, overSince: null },
          change,
        ),
      );
  }
  return { series, samples, signals };
}

/** Series that a good answer did not hold: forgotten after the third, and so recovered. */
function missing(
  definition: AlertDefinition,
  was: AlertState,
  present: Readonly<Record<string, SeriesState>>,
  at: number,
): { series: Record<string, SeriesState>; signals: Signal[] } {
  const series: Record<string, SeriesState> = {};
  const signals: Signal[] = [];
  for (const [id, state] of Object.entries(rest(was, present))) {
    const missed = state.missed + 1;
    if (missed < ROUNDS_TO_BELIEVE) series[id] = { ...state, missed };
    else if (state.firing) signals.push(seriesSignal(definition, { ...state, at }, "resolved"));
  }
  return { series, signals };
}

function rest(
  was: AlertState,
  present: Readonly<Record<string, SeriesState>>,
): Record<string, SeriesState> {
  return Object.fromEntries(Object.entries(was.series).filter(([id]) => !(id in present)));
}

function tellOfSilence(
  definition: AlertDefinition,
  state: AlertState,
  heard: ReadonlySet<string>,
): { state: AlertState; signals: Signal[] } {
  const isSilent = state.unanswered >= ROUNDS_TO_BELIEVE;
  const noData = isSilent && definition.noData === "alert";
  const signals =
    noData === state.noData
      ? []
      : [noDataSignal(definition, state, noData ? "firing" : "resolved")];
  if (!isSilent || definition.noData !== "ok") return { state: { ...state, noData }, signals };
  const series = { ...state.series };
  for (const [id, one] of Object.entries(state.series)) {
    if (!one.firing || heard.has(id)) continue;
    signals.push(seriesSignal(definition, { ...one, at: state.at ?? one.at }, "resolved"));
    series[id] = { ...one, firing: false, overSince: null, clearSince: null };
  }
  return { state: { ...state, noData, series }, signals };
}
