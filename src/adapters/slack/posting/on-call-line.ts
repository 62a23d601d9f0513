import { DAY } from "../../../lib/durations.ts";
import { oneLine } from "../../../lib/plain.ts";
import { formatClock, formatInstant, wallTimeAt } from "../../../lib/wall-time.ts";
import { asText } from "../drawing/as-text.ts";

/** Who is on call; names come from outside, `until` is in `now` time. */
export interface OnCall {
  readonly name: string | null;
  readonly until: number | null;
  readonly next: string | null;
}

/** Slack takes no longer topic. */
const TOPIC_LENGTH = 250;
const NAME_LENGTH = 60;
/** What a weekday still tells apart. */
const WEEK_MS = 6 * DAY;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/** Between our line and what the team has written. */
const BETWEEN = " | ";

/** "On call: Ana until Mon 09:00. Next: Bob." */
export function onCallLine({ name, until, next }: OnCall, zone: string, now: number): string {
  if (name === null) return "Nobody is on call.";
  const end = until === null ? "" : ` until ${endOf(until, zone, now)}`;
  return `On call: ${shown(name)}${end}.${next === null ? "" : ` Next: ${shown(next)}.`}`;
}

/** Always with the day, so that the line stays the same at midnight. */
function endOf(until: number, zone: string, now: number): string {
  if (until - now >= WEEK_MS) return formatInstant(until, zone, now);
  return `${WEEKDAYS[wallTimeAt(until, zone).weekday]} ${formatClock(until, zone)}`;
}

function shown(name: string): string {
  return asText(oneLine(name, NAME_LENGTH).replaceAll("|", "/"), NAME_LENGTH);
}

/**
 * The topic with our line in it: an empty one becomes the line, and of one that begins with such a line, what the team
 * wrote after the separator is kept. Null: it is the team's own, and is left alone.
 */
export function topicWith(line: string, current: string): string | null {
  if (current.trim() === "") return line;
  const [head = ""] = current.split(BETWEEN);
  if (!/^(On call: |Nobody is on call\.)/.test(head)) return null;
  const rest = current.slice(head.length);
  return `${line}${rest}`.slice(0, TOPIC_LENGTH).replace(/[\uD800-\uDBFF]$/, "");
}
