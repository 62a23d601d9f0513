import { TZDate } from "@date-fns/tz";
import { format } from "date-fns/format";
import { isSameDay } from "date-fns/isSameDay";
import { isSameYear } from "date-fns/isSameYear";

/** What a clock on the wall shows. `month` and `day` are 1-based; fields past their range roll over, so `day + 1` is tomorrow. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

export interface WallMoment extends WallTime {
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const DAY_MS = 86_400_000;
/** Making one takes longer than using it a hundred times. Zone names are few: only ones that Intl accepted are kept. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, made);
  return made;
}

/** Whether this machine knows the IANA name. Plain offsets (`+01:00`) are refused: they do not follow daylight saving. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatFor(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Where this machine says it is; UTC when nobody has told it. */
export function machineZone(): string {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isZone(name) ? name : "UTC";
}

/** Throws a RangeError for a zone that `isZone` refuses. */
export function wallTimeAt(instant: number, zone: string): WallMoment {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const [year, month, day] = [field("year"), field("month"), field("day")];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return {
    year,
    month,
    day,
    hour: field("hour"),
    minute: field("minute"),
    second: field("second"),
    weekday,
  };
}

/** Whether the month has such a day. */
export function isRealDay({ year, month, day }: Pick<WallTime, "year" | "month" | "day">): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Milliseconds that the zone's clocks are ahead of UTC at that instant. */
export function offsetAt(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1_000) * 1_000;
  const wall = wallTimeAt(whole, zone);
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) - whole;
}

/** The instant at which the zone's clocks show this. An hour that comes twice: its first time. An hour that is left out: as much later as the clocks jump. */
export function wallTimeToInstant(wall: WallTime, zone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const before = offsetAt(asUtc - DAY_MS, zone);
  const after = offsetAt(asUtc + DAY_MS, zone);
  const real = [asUtc - before, asUtc - after].filter(
    (instant) => offsetAt(instant, zone) === asUtc - instant,
  );
  return real.length > 0 ? Math.min(...real) : asUtc - before;
}

/** "03:12" */
export function formatClock(instant: number, zone: string): string {
  return format(new TZDate(instant, zone), "HH:mm");
}

/** "Sun 22 Nov 18:00"; only the clock when that is today in the zone; with the year when it is another one. */
export function formatInstant(instant: number, zone: string, now: number): string {
  const [then, today] = [new TZDate(instant, zone), new TZDate(now, zone)];
  if (isSameDay(then, today)) return format(then, "HH:mm");
  return format(then, isSameYear(then, today) ? "EEE d MMM HH:mm" : "EEE d MMM yyyy HH:mm");
}
