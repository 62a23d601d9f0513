import type { AlertDefinition } from "./alert.ts";
import { expectedEveryMs } from "./rounds.ts";
import type { AlertState, SeriesState } from "./series-state.ts";
import type { Signal } from "./signal.ts";
import { silentSummary, measuredSummary, noDataSummary } from "./summary.ts";

/** Marks the one incident that an alert has about its lack of data; no source may use it. */
export const NO_DATA_LABEL = "no-data";

export function seriesSignal(
  definition: AlertDefinition,
  state: SeriesState,
  status: Signal["status"],
): Signal {
  const expected = expectedEveryMs(definition);
  const summary =
    expected === null
      ? measuredSummary(definition, state)
      : silentSummary(definition, state, expected);
  return {
    alert: definition.name,
    status,
    summary,
    severity: definition.severity,
    labels: state.labels,
    value: expected === null ? state.value : null,
    at: state.at,
  };
}

export function noDataSignal(
  definition: AlertDefinition,
  state: AlertState,
  status: Signal["status"],
): Signal {
  const summary =
    status === "firing"
      ? noDataSummary(definition, state.unanswered, state.reason)
      : `Data from ${definition.source.kind} again`;
  return {
    alert: definition.name,
    status,
    summary,
    severity: definition.severity,
    labels: { [NO_DATA_LABEL]: "true" },
    value: null,
    at: state.at,
  };
}

/** Everything that fires now, to be said again: it joins what is open. */
export function firingSignals(definition: AlertDefinition, state: AlertState): readonly Signal[] {
  const firing = Object.values(state.series).filter((series) => series.firing);
  const signals = firing.map((series) => seriesSignal(definition, series, "firing"));
  return state.noData ? [...signals, noDataSignal(definition, state, "firing")] : signals;
}
