import { plainMarkdown } from "../lib/plain.ts";
import { parseMoment } from "../oncall/parse-moment.ts";
import { alertNamed } from "../playbooks/look-up.ts";
import { rehearse as rehearseAlert } from "../watch/rehearse.ts";
import {
  EMPTY_ROOM,
  OCCUPIED_ROOM,
  sayRehearsal,
  type SaidRehearsal,
} from "../watch/say-rehearsal.ts";
import { ALL_ALERTS } from "../watch/silence.ts";
import type { Command, Context } from "./command.ts";
import { findAlert } from "./find-alert.ts";
import { tellAsker, tellRoom, usageOf } from "./reply.ts";
import { zoneFor } from "./said.ts";

const SHOWN_LETTERS = 200;

export const rehearse: Command = {
  name: "rehearse",
  usage: "rehearse <alert> [at sun 03:00]",
  summary: "Who would be called, when, how and why, if it fired then. Nobody is told.",
  respondersOnly: false,
  forGuests: true,
  async run(context, words) {
    const { watch } = context;
    const read = await readWords(context, words);
    if (!read.ok) return read.why === null ? usageOf(rehearse) : tellAsker(read.why);
    const { alert, at } = read;
    if (alert === ALL_ALERTS) return tellAsker("A rehearsal is of one alert. Say which.");
    const rehearsal = await rehearseAlert(watch, {
      alert: alertNamed(watch.book(), alert) ?? alert,
      at,
    });
    return tellRoom(
      inMarkdown(
        sayRehearsal(rehearsal, {
          zone: zoneFor(context),
          now: watch.clock.now(),
          limits: watch.limits,
          show: (text) => plainMarkdown(text, SHOWN_LETTERS),
        }),
      ),
    );
  },
};

/** `why` null: usage. */
type Read =
  | { readonly ok: true; readonly alert: string; readonly at: number }
  | { readonly ok: false; readonly why: string | null };

/** An alias may have an `at` in it: the whole line is tried first. */
async function readWords(context: Context, words: readonly string[]): Promise<Read> {
  const { watch } = context;
  const now = watch.clock.now();
  if (words.length === 0) return { ok: false, why: null };
  const whole = await findAlert(watch, words.join(" "));
  if (whole.ok) return { ok: true, alert: whole.alert, at: now };
  const time = words.findLastIndex((word) => word.toLowerCase() === "at");
  if (time < 1) return whole;
  const found = await findAlert(watch, words.slice(0, time).join(" "));
  if (!found.ok) return found;
  const after = words.slice(time + 1);
  const moment = parseMoment(after, now, zoneFor(context));
  if (!moment.ok) return { ok: false, why: `${moment.why} ${FORMS}` };
  if (moment.taken < after.length) return { ok: false, why: null };
  return { ok: true, alert: found.alert, at: moment.at };
}

const FORMS = "Write `at 03:00`, `at tomorrow 3:00`, `at sun 03:00` or `at 24 dec 03:00`.";

function inMarkdown({ head, empty, occupied, notes }: SaidRehearsal): string {
  const rows = Array.from({ length: Math.max(empty.length, occupied.length) }, (_, line) =>
    row(empty[line] ?? "", occupied[line] ?? ""),
  );
  const table = [row(EMPTY_ROOM, OCCUPIED_ROOM), row("---", "---"), ...rows].join("\n");
  return [head, ...(rows.length === 0 ? [] : [table]), notes.map((note) => `- ${note}`).join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

function row(left: string, right: string): string {
  return `| ${left} | ${right} |`;
}
