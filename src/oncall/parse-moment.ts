import { isRealDay, wallTimeAt, wallTimeToInstant } from "../lib/wall-time.ts";

/** `taken`: of how many words it is made. */
export type Moment =
  | { readonly ok: true; readonly at: number; readonly taken: number }
  | { readonly ok: false; readonly why: string };

const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;
const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;

/** Reads `18:00`, `tomorrow 9:00`, `fri 18:00` or `24 dec 18:00` at the start of the words: the next such time after `now` by the clocks of `zone`. */
export function parseMoment(words: readonly string[], now: number, zone: string): Moment {
  const [first, second, third] = words.map((word) => word.toLowerCase());
  const clock = clockOf(first);
  if (clock !== null) return { ok: true, at: nextAt(clock, now, zone, 1), taken: 1 };
  if (first === "tomorrow") return onDay(second, 2, (time) => instantAt(time, 1, now, zone));
  if (nameIndex(MONTHS, second) !== null) return onDate([first, second, third], now, zone);
  const weekday = nameIndex(WEEKDAYS, first);
  if (weekday === null) return { ok: false, why: "That is no time of day." };
  const ahead = (weekday - wallTimeAt(now, zone).weekday + 7) % 7;
  return onDay(second, 2, (time) =>
    ahead > 0 ? instantAt(time, ahead, now, zone) : nextAt(time, now, zone, 7),
  );
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
}

function onDay(word: string | undefined, taken: number, at: (clock: Clock) => number): Moment {
  const clock = clockOf(word);
  return clock === null ? DAY_NEEDS_TIME : { ok: true, at: at(clock), taken };
}

const DAY_NEEDS_TIME: Moment = { ok: false, why: "The day needs a time." };

/** Of this year or the next. */
function onDate(words: readonly (string | undefined)[], now: number, zone: string): Moment {
  const [day, month, time] = words;
  const clock = clockOf(time);
  if (clock === null) return DAY_NEEDS_TIME;
  const { year } = wallTimeAt(now, zone);
  const date = {
    ...clock,
    month: (nameIndex(MONTHS, month) ?? 0) + 1,
    day: /^\d{1,2}$/.test(day ?? "") ? Number(day) : 0,
  };
  const at = [year, year + 1]
    .map((one) => ({ ...date, year: one }))
    .filter(isRealDay)
    .map((wall) => wallTimeToInstant(wall, zone))
    .find((instant) => instant > now);
  return at === undefined
    ? { ok: false, why: "There is no such day within a year." }
    : { ok: true, at, taken: 3 };
}

/** Today if that is still to come, else so many days later. */
function nextAt(clock: Clock, now: number, zone: string, days: number): number {
  const today = instantAt(clock, 0, now, zone);
  return today > now ? today : instantAt(clock, days, now, zone);
}

function instantAt(clock: Clock, days: number, now: number, zone: string): number {
  const today = wallTimeAt(now, zone);
  return wallTimeToInstant({ ...today, ...clock, day: today.day + days }, zone);
}

function clockOf(word: string | undefined): Clock | null {
  const parts = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(word ?? "");
  return parts === null ? null : { hour: Number(parts[1]), minute: Number(parts[2]) };
}

/** Whole, or its first three letters. */
function nameIndex(names: readonly string[], word: string | undefined): number | null {
  const index = names.findIndex((name) => word === name || word === name.slice(0, 3));
  return index === -1 ? null : index;
}
