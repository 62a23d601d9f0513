import { scaleLinear, type ScaleLinear } from "d3-scale";

/** Beyond it the sums of an axis are no numbers any more. */
const LARGEST = 1e300;
/** Closer to zero, ticks lie so close together that they cannot be counted. */
const SMALLEST = 1e-300;
const ROOM = 0.1;

export interface ValueAxis {
  readonly scale: ScaleLinear<number, number>;
  readonly ticks: readonly number[];
}

/** An axis from `bottom` up to `top` that holds all the values; from zero when they are not far from it. */
export function valueAxis(
  values: readonly number[],
  { top, bottom }: { readonly top: number; readonly bottom: number },
): ValueAxis {
  const [low, high] = spread(values);
  const wanted = Math.max(2, Math.round((bottom - top) / 34));
  const scale = scaleLinear().domain([low, high]).range([bottom, top]).clamp(true);
  const ticks = scale.ticks(wanted).map((tick) => (Object.is(tick, -0) ? 0 : tick));
  return { scale, ticks };
}

function spread(values: readonly number[]): readonly [number, number] {
  const sane = values.map((value) =>
    Math.abs(value) < SMALLEST ? 0 : Math.min(LARGEST, Math.max(-LARGEST, value)),
  );
  let low = sane.length === 0 ? 0 : sane.reduce((a, b) => Math.min(a, b));
  let high = sane.length === 0 ? 1 : sane.reduce((a, b) => Math.max(a, b));
  if (low >= 0 && low <= high * 0.6) low = 0;
  if (high <= 0 && high >= low * 0.6) high = 0;
  if (values.length === 1) return low < 0 ? [low * 1.2, 0] : [0, high * 1.2 || 1];
  if (high - low <= Math.abs(high) * 1e-9) {
    const around = high === 0 ? 1 : Math.abs(high) * 0.1;
    return [low === 0 ? 0 : low - around, high + around];
  }
  const room = (high - low) * ROOM;
  return [low === 0 ? 0 : low - room, high === 0 ? 0 : high + room];
}
