import { DAY, parseDuration } from "../lib/durations.ts";
import { parseMoment } from "./parse-moment.ts";

/** `at` null: the words say no time. `rest`: what follows it. */
export type Until =
  | { readonly ok: true; readonly at: number | null; readonly rest: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** More is a typing mistake, or a change of the schedule. */
export const LONGEST_MS = 90 * DAY;

const FORMS =
  "Write `until 18:00`, `until tomorrow 9:00`, `until fri 18:00`, `until 24 dec 18:00` or `for 4h`.";

/** Reads `until` and a moment, or `for 4h`, at the start of the words, clocks being those of `zone`. */
export function parseUntil(words: readonly string[], now: number, zone: string): Until {
  const [first, second] = words.map((word) => word.toLowerCase());
  if (first === "for") return parseFor(second, words, now);
  if (first !== "until") return { ok: true, at: null, rest: words };
  const moment = parseMoment(words.slice(1), now, zone);
  if (!moment.ok) return { ok: false, why: `${moment.why} ${FORMS}` };
  if (moment.at - now > LONGEST_MS) return TOO_LONG;
  return { ok: true, at: moment.at, rest: words.slice(1 + moment.taken) };
}

const TOO_LONG: Until = { ok: false, why: "That is longer than 90 days." };

function parseFor(word: string | undefined, words: readonly string[], now: number): Until {
  const span = parseDuration(word ?? "");
  if (span === null)
    return { ok: false, why: `That is no length of time: it needs a unit. ${FORMS}` };
  if (span === 0) return { ok: false, why: `That is no time at all. ${FORMS}` };
  if (span > LONGEST_MS) return TOO_LONG;
  return { ok: true, at: now + span, rest: words.slice(2) };
}
