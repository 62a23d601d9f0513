import { DAY, parseDuration } from "../lib/durations.ts";
import { wallTimeAt, wallTimeToInstant } from "../lib/wall-time.ts";

/** `at` null: the words say no time. `rest`: what follows it. */
export type Until =
  | { readonly ok: true; readonly at: number | null; readonly rest: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** More is a typing mistake, or a change of the schedule. */
export const LONGEST_MS = 90 * DAY;

const FORMS = "Write `until 18:00`, `until tomorrow 9:00`, `until fri 18:00` or `for 4h`.";
const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

/** Reads `until 18:00`, `until tomorrow 9:00`, `until fri 18:00` or `for 4h` at the start of the words, clocks being those of `zone`. */
export function parseUntil(words: readonly string[], now: number, zone: string): Until {
  const [first, second, third] = words.map((word) => word.toLowerCase());
  if (first === "for") return parseFor(second, words, now);
  if (first !== "until") return { ok: true, at: null, rest: words };
  const clock = clockOf(second);
  if (clock !== null) return found(nextAt(clock, now, zone, 1), words.slice(2));
  if (second === "tomorrow") return onDay(third, words, (time) => instantAt(time, 1, now, zone));
  const weekday = weekdayOf(second);
  if (weekday === null) return { ok: false, why: `That is no time of day. ${FORMS}` };
  const ahead = (weekday - wallTimeAt(now, zone).weekday + 7) % 7;
  return onDay(third, words, (time) =>
    ahead > 0 ? instantAt(time, ahead, now, zone) : nextAt(time, now, zone, 7),
  );
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
}

const found = (at: number, rest: readonly string[]): Until => ({ ok: true, at, rest });

function parseFor(word: string | undefined, words: readonly string[], now: number): Until {
  const span = parseDuration(word ?? "");
  if (span === null)
    return { ok: false, why: `That is no length of time: it needs a unit. ${FORMS}` };
  if (span === 0) return { ok: false, why: `That is no time at all. ${FORMS}` };
  if (span > LONGEST_MS) return { ok: false, why: "That is longer than 90 days." };
  return found(now + span, words.slice(2));
}

function onDay(
  word: string | undefined,
  words: readonly string[],
  at: (clock: Clock) => number,
): Until {
  const clock = clockOf(word);
  return clock === null
    ? { ok: false, why: `The day needs a time. ${FORMS}` }
    : found(at(clock), words.slice(3));
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

function weekdayOf(word: string | undefined): number | null {
  const index = WEEKDAYS.findIndex((day) => word === day || word === day.slice(0, 3));
  return index === -1 ? null : index;
}
