import { limitOf } from "../alerts/crosses.ts";
import { chartFigures, type ChartFigures } from "../charts/chart-figures.ts";
import type { ChartSpec } from "../charts/chart-spec.ts";
import { formatValue } from "../charts/format-value.ts";
import { gatherChart } from "../charts/gather-chart.ts";
import { DAY, formatDuration, HOUR, MINUTE, parseDuration } from "../lib/durations.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { formatInstant } from "../lib/wall-time.ts";
import { alertNamed } from "../playbooks/look-up.ts";
import type { Answer } from "../ports/inward.ts";
import type { Watch } from "../watch/watch.ts";
import type { Command } from "./command.ts";
import { findOneAlert } from "./find-alert.ts";
import { threadIncident } from "./incidents-meant.ts";
import { tellAsker, tellRoom, usageOf } from "./reply.ts";

const USUAL_MS = 6 * HOUR;
const LONGEST_MS = 35 * DAY;

export const chart: Command = {
  name: "chart",
  usage: "chart <alert> [6h]",
  summary: "What it measured: a picture of the last hours, up to 35 days.",
  respondersOnly: false,
  forGuests: true,
  async run(context, words) {
    const { watch } = context;
    const { alert, span } = asked(words);
    const here = alert.length === 0 ? await threadIncident(context) : null;
    if (alert.length === 0 && here === null) return usageOf(chart);
    if (span === null)
      return tellAsker("That is no length of time: it needs a unit, as in `90m`, `6h` or `7d`.");
    if (span < MINUTE) return tellAsker("That is too short for a chart: ask for `1m` or more.");
    if (span > LONGEST_MS) return tellAsker("Samples are kept for 35 days: ask for `35d` or less.");
    if (here !== null) return show(watch, here.alert, span);
    const found = await findOneAlert(watch, alert.join(" "));
    return found.ok ? show(watch, found.alert, span) : tellAsker(found.why);
  },
};

/** A last word that begins with a figure is a length of time; null when it is none. */
function asked(words: readonly string[]): {
  readonly alert: readonly string[];
  readonly span: number | null;
} {
  const last = words.at(-1) ?? "";
  return /^\d/.test(last)
    ? { alert: words.slice(0, -1), span: parseDuration(last.toLowerCase()) }
    : { alert: words, span: USUAL_MS };
}

async function show(watch: Watch, alert: string, span: number): Promise<Answer> {
  const now = watch.clock.now();
  // Whole minutes: those who ask within one share a picture.
  const to = Math.ceil(now / MINUTE) * MINUTE;
  const view = { alert, labels: null, from: to - span, to, zone: watch.zone };
  const spec = await gatherChart(watch, view, now);
  const figures = spec === null ? null : chartFigures(spec);
  if (spec === null || figures === null) return tellRoom(nothing(watch, alert, span));
  const words = sentence(spec, figures, span);
  const url = watch.charts.urlOf(view);
  const heading = plainMarkdown(spec.title, 100);
  const picture = url === null ? "" : `\n\n[![Chart: ${heading}. ${words}](<${url}>)](<${url}>)`;
  return tellRoom(`**${heading}**: ${words}${picture}`);
}

/** "8,200 at 14:32, threshold above 5,000, highest 9,100 at 13:05, in the last 6 h (Europe/Berlin)." */
function sentence(spec: ChartSpec, figures: ChartFigures, span: number): string {
  const { zone, to, threshold, series, more } = spec;
  const { last, extreme, extremeIs, name } = figures;
  const at = (instant: number): string => formatInstant(instant, zone, to);
  const count = series.length + more;
  const which = count > 1 ? `, the worst of ${count} series, ${plainMarkdown(name, 100)}` : "";
  const limit =
    threshold === null
      ? ""
      : `, threshold ${"above" in threshold ? "above" : "below"} ${formatValue(limitOf(threshold))}`;
  return `${formatValue(last.value)} at ${at(last.at)}${which}${limit}, ${extremeIs} ${formatValue(extreme.value)} at ${at(extreme.at)}, in the last ${formatDuration(span)} (${zone}).`;
}

function nothing(watch: Watch, alert: string, span: number): string {
  const name = plainMarkdown(alert, 100);
  const kind = alertNamed(watch.book(), alert)?.source.kind;
  if (kind === "inbound" || kind === undefined)
    return `${name} is measured elsewhere: there are no samples to draw.`;
  if (kind === "heartbeat") return `${name} waits for heartbeats: there are no samples to draw.`;
  return `${name} has no samples in the last ${formatDuration(span)}.`;
}
