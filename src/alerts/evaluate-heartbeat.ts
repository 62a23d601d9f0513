import type { AlertDefinition } from "./alert.ts";
import { noDataSignal, seriesSignal } from "./own-signals.ts";
import { expectedEveryMs, setBackMs } from "./rounds.ts";
import { UNSEEN, type AlertState, type Evaluation, type SeriesState } from "./series-state.ts";
import { fingerprint, type Signal } from "./signal.ts";

/**
 * One executed round of a heartbeat: it fires when none came for the expected span. Only time in which intake was
 * accepting counts, and each start gives one full span anew. Only a heartbeat resolves it.
 *
 * @param acceptingSince null while intake is not accepting
 */
export function evaluateHeartbeat(
  definition: AlertDefinition,
  before: AlertState | null,
  round: { readonly at: number; readonly slot: number },
  acceptingSince: number | null,
): Evaluation {
  const was = { ...carriedOn(before, round.at), ...round };
  const id = fingerprint(definition.name, {});
  const signals = leftovers(definition, was, id);
  const own = was.series[id];
  const firing = own?.firing === true ? own : silence(definition, was, acceptingSince, round.at);
  const state: AlertState = {
    ...was,
    unanswered: 0,
    reason: null,
    noData: false,
    series: firing === null ? {} : { [id]: firing },
  };
  return {
    state,
    samples: [],
    signals:
      firing === null || firing === own
        ? signals
        : [...signals, seriesSignal(definition, firing, "firing")],
  };
}

function silence(
  definition: AlertDefinition,
  state: AlertState,
  acceptingSince: number | null,
  at: number,
): SeriesState | null {
  if (acceptingSince === null) return null;
  const since = Math.max(state.firstSeenAt, state.beatAt ?? 0, acceptingSince);
  const expected = expectedEveryMs(definition);
  if (expected === null || at - since <= expected) return null;
  return {
    v: 1,
    labels: {},
    firing: true,
    overSince: since,
    clearSince: null,
    at,
    value: at - since,
    missed: 0,
  };
}

/** A heartbeat came at `at`. */
export function evaluateBeat(
  definition: AlertDefinition,
  before: AlertState | null,
  at: number,
): Evaluation {
  const state: AlertState = { ...carriedOn(before, at), beatAt: at };
  const firing = Object.values(state.series).find((series) => series.firing);
  if (firing === undefined) return { state, samples: [], signals: [] };
  return {
    state: { ...state, series: {} },
    samples: [],
    signals: [seriesSignal(definition, { ...firing, firing: false, at }, "resolved")],
  };
}

/** A clock that was set back must not make anybody wait for the old time to come again. */
function carriedOn(before: AlertState | null, at: number): AlertState {
  if (before === null) return { ...UNSEEN, firstSeenAt: at };
  const setBack = setBackMs(before.at, at);
  if (setBack === 0) return before;
  return {
    ...before,
    slot: null,
    at,
    firstSeenAt: before.firstSeenAt - setBack,
    beatAt: before.beatAt === null ? null : before.beatAt - setBack,
  };
}

/** What is left of the time when this alert had another source. */
function leftovers(definition: AlertDefinition, state: AlertState, own: string): readonly Signal[] {
  const others = Object.entries(state.series).filter(([id, series]) => id !== own && series.firing);
  const signals = others.map(([, series]) =>
    seriesSignal(definition, { ...series, firing: false, at: state.at ?? series.at }, "resolved"),
  );
  return state.noData ? [...signals, noDataSignal(definition, state, "resolved")] : signals;
}
