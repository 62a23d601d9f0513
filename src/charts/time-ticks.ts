import { DAY, HOUR, MINUTE } from "../lib/durations.ts";
import { wallTimeAt, wallTimeToInstant, type WallMoment } from "../lib/wall-time.ts";

/** `label`: what the clocks show there. `date`: the day that begins with this tick, to stand under it. */
export interface TimeTick {
  readonly at: number;
  readonly label: string;
  readonly date: string | null;
}

const STEPS = [
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
] as const;
/** The offset of every zone is a multiple of this. */
const GRID_MS = 15 * MINUTE;
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Round times of day in the zone, at the instants at which its clocks show them. On the day on which an hour comes twice
 * its ticks come twice, and where one is left out there is none.
 *
 * @param most how many there is room for
 */
export function timeTicks(
  from: number,
  to: number,
  zone: string,
  most: number,
): readonly TimeTick[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? 7 * DAY;
  const instants = step >= 6 * HOUR ? byDays(from, to, zone, step) : byGrid(from, to, zone, step);
  // Where the clocks went back, two ticks may have room for one.
  const spaced = instants.filter((at, index) => {
    const before = instants[index - 1];
    return before === undefined || at - before >= step * 0.6;
  });
  return labelled(spaced, zone, step);
}

function byGrid(from: number, to: number, zone: string, step: number): readonly number[] {
  const grid = step < GRID_MS ? 5 * MINUTE : GRID_MS;
  const found: number[] = [];
  for (let at = Math.ceil(from / grid) * grid; at <= to; at += grid) {
    const { hour, minute } = wallTimeAt(at, zone);
    if ((hour * HOUR + minute * MINUTE) % step === 0) found.push(at);
  }
  return found;
}

function byDays(from: number, to: number, zone: string, step: number): readonly number[] {
  const { year, month, day } = wallTimeAt(from, zone);
  const days = Math.max(1, step / DAY);
  const found = new Set<number>();
  for (let ahead = 0; ahead * DAY <= to - from + 2 * DAY; ahead += days)
    for (let hour = 0; hour * HOUR < DAY; hour += Math.min(24, step / HOUR))
      found.add(wallTimeToInstant({ year, month, day: day + ahead, hour, minute: 0 }, zone));
  return [...found].filter((at) => at >= from && at <= to).toSorted((a, b) => a - b);
}

function labelled(instants: readonly number[], zone: string, step: number): readonly TimeTick[] {
  let before: WallMoment | null = null;
  return instants.map((at) => {
    const wall = wallTimeAt(at, zone);
    const isNewDay = before?.day !== wall.day;
    before = wall;
    return step >= DAY
      ? { at, label: `${wall.day} ${MONTHS[wall.month - 1]}`, date: weekday(wall, step) }
      : { at, label: clock(wall), date: isNewDay ? date(wall) : null };
  });
}

/** A week apart they are all the same. */
const weekday = ({ weekday }: WallMoment, step: number): string | null =>
  step === 7 * DAY ? null : (DAYS[weekday] ?? null);
const clock = ({ hour, minute }: WallMoment): string => `${two(hour)}:${two(minute)}`;
const two = (value: number): string => String(value).padStart(2, "0");
const date = ({ weekday, day, month }: WallMoment): string =>
  `${DAYS[weekday]} ${day} ${MONTHS[month - 1]}`;
