import type { AlertDefinition } from "./alert.ts";
import { crosses } from "./crosses.ts";
import { ROUNDS_TO_BELIEVE, slotOf } from "./rounds.ts";
import type { Change, Sample, SeriesState } from "./series-state.ts";

/** One sample of one series. Throws when the alert has no threshold, which the book does not let through. */
export function evaluateSeries(
  definition: AlertDefinition,
  before: SeriesState | null,
  sample: Sample,
): { readonly state: SeriesState; readonly change: Change } {
  const state = carriedOn(definition, before, sample);
  return state.firing ? whileFiring(definition, state) : whileQuiet(definition, state);
}

function carriedOn(
  { everyMs }: AlertDefinition,
  before: SeriesState | null,
  sample: Sample,
): SeriesState {
  const fresh: SeriesState = {
    v: 1,
    firing: false,
    overSince: null,
    clearSince: null,
    missed: 0,
    ...sample,
  };
  if (before === null) return fresh;
  const isGap = slotOf(sample.at, everyMs) - slotOf(before.at, everyMs) > ROUNDS_TO_BELIEVE;
  const { firing, overSince, clearSince } = before;
  if (isGap) return { ...fresh, firing, overSince: firing ? overSince : null };
  // A clock that was set back must not make anything wait anew: what has passed, has passed.
  const setBack = Math.max(0, before.at - sample.at);
  return {
    ...fresh,
    firing,
    overSince: overSince === null ? null : overSince - setBack,
    clearSince: clearSince === null ? null : clearSince - setBack,
  };
}

function whileQuiet(
  definition: AlertDefinition,
  state: SeriesState,
): { state: SeriesState; change: Change } {
  if (!crosses(thresholdOf(definition), state.value))
    return { state: { ...state, overSince: null }, change: null };
  const overSince = state.overSince ?? state.at;
  const firing = state.at - overSince >= definition.forMs;
  return { state: { ...state, overSince, firing }, change: firing ? "firing" : null };
}

function whileFiring(
  definition: AlertDefinition,
  state: SeriesState,
): { state: SeriesState; change: Change } {
  const { clears } = definition;
  const isClear =
    clears === null
      ? !crosses(thresholdOf(definition), state.value)
      : crosses(clears.threshold, state.value);
  if (!isClear) return { state: { ...state, clearSince: null }, change: null };
  const clearSince = state.clearSince ?? state.at;
  if (state.at - clearSince < (clears?.forMs ?? 0))
    return { state: { ...state, clearSince }, change: null };
  return {
    state: { ...state, firing: false, overSince: null, clearSince: null },
    change: "resolved",
  };
}

function thresholdOf({
  name,
  threshold,
}: AlertDefinition): NonNullable<AlertDefinition["threshold"]> {
  if (threshold === null) throw new Error(`alert ${name} has no threshold`);
  return threshold;
}
