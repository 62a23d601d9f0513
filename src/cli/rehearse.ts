import { readConfig } from "../config.ts";
import { nearestName } from "../lib/nearest-name.ts";
import { oneLine } from "../lib/plain.ts";
import { parseMoment } from "../oncall/parse-moment.ts";
import { alertsCalled } from "../playbooks/alerts-called.ts";
import type { Book } from "../playbooks/book.ts";
import { rehearse as rehearseAlert, type Rehearsal } from "../watch/rehearse.ts";
import { sayRehearsal } from "../watch/say-rehearsal.ts";
import type { Saying } from "../watch/say-run.ts";
import { besideEachOther } from "./beside-each-other.ts";
import { rehearsalJson } from "./rehearsal-json.ts";
import { withWatch } from "./with-watch.ts";

const SHOWN_LETTERS = 200;

interface Options {
  /** As in chat, by the team's clocks: `sun 03:00`. */
  readonly at?: string;
  readonly json?: boolean;
}

type Rehearsed =
  | { readonly ok: true; readonly rehearsal: Rehearsal; readonly saying: Omit<Saying, "show"> }
  | { readonly ok: false; readonly why: string };

/** Exit code 0; 1 when nobody would be reached, or there is no such alert or time. Throws a ConfigError when there is no store. */
export async function rehearse(words: readonly string[], options: Options): Promise<number> {
  const config = readConfig();
  const done = await withWatch(config, async (watch): Promise<Rehearsed> => {
    const now = watch.clock.now();
    const [alert, ...others] = alertsCalled(watch.book(), words.join(" "));
    if (!alert || others.length > 0)
      return { ok: false, why: whichAlert(watch.book(), words.join(" ")) };
    const at = readAt(options.at, now, config.zone);
    if (typeof at === "string") return { ok: false, why: at };
    const saying = { zone: config.zone, now, limits: watch.limits };
    return { ok: true, rehearsal: await rehearseAlert(watch, { alert, at }), saying };
  });
  if (!done.ok) {
    process.stderr.write(`${done.why}\n`);
    return 1;
  }
  const { rehearsal, saying } = done;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(rehearsalJson(rehearsal), null, 2)}\n`
      : inColumns(rehearsal, saying),
  );
  return rehearsal.silent === null ? 0 : 1;
}

/** An instant, or what is wrong with the words. */
function readAt(words: string | undefined, now: number, zone: string): number | string {
  if (words === undefined) return now;
  const all = words.trim().split(/\s+/);
  const moment = parseMoment(all, now, zone);
  if (moment.ok && moment.taken === all.length) return moment.at;
  const why = moment.ok ? "That is more than a time." : moment.why;
  return `${why} Write --at 03:00, --at "tomorrow 3:00", --at "sun 03:00" or --at "24 dec 03:00".`;
}

function whichAlert(book: Book, words: string): string {
  const named = alertsCalled(book, words).map(({ name }) => name);
  if (named.length > 0) return `Several alerts are called that: ${named.join(", ")}. Say which.`;
  const near = nearestName(
    words.toLowerCase(),
    book.alerts.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  return `There is no alert named "${oneLine(words, SHOWN_LETTERS)}".${near === null ? "" : ` Nearest: ${near}.`}`;
}

function inColumns(rehearsal: Rehearsal, saying: Omit<Saying, "show">): string {
  const said = sayRehearsal(rehearsal, {
    ...saying,
    show: (text) => oneLine(text, SHOWN_LETTERS),
  });
  return [said.head, besideEachOther(said), said.notes.join("\n")]
    .filter((part) => part !== "")
    .map((part) => `${part}\n`)
    .join("\n");
}
