import { NO_DATA_LABEL } from "../alerts/own-signals.ts";
import type { Incident } from "../incidents/incident.ts";
import { DAY, HOUR, MINUTE } from "../lib/durations.ts";
import { alertNamed } from "../playbooks/look-up.ts";
import type { ChartView } from "../ports/charts.ts";
import type { SeriesRecords } from "../ports/series-records.ts";
import type { Watch } from "./watch.ts";

const LEAD_MS = HOUR;
const TAIL_MS = 5 * MINUTE;
const LONGEST_MS = 35 * DAY;
const START_STEP_MS = 5 * MINUTE;

interface Sampled {
  readonly series: Pick<SeriesRecords, "load" | "samples">;
}

/**
 * The address of the picture of what led to an incident and what became of it; it is drawn when somebody fetches it.
 * Null without samples: what others measure, heartbeats, and what is too long ago.
 */
export async function chartOf(
  watch: Pick<Watch, "charts" | "zone" | "book"> & Sampled,
  incident: Incident,
  now: number,
): Promise<string | null> {
  const definition = alertNamed(watch.book(), incident.alert);
  if (definition === null || definition.threshold === null) return null;
  const isNoData = NO_DATA_LABEL in incident.labels;
  const view: ChartView = {
    alert: incident.alert,
    labels: isNoData ? null : incident.labels,
    ...rangeOf(incident, Math.max(LEAD_MS, 2 * definition.forMs), now),
    zone: watch.zone,
  };
  return (await hasSamples(watch, view)) ? watch.charts.urlOf(view) : null;
}

/** In whole minutes, so that cards that are drawn again at once share a picture. */
function rangeOf(
  { openedAt, resolvedAt }: Incident,
  leadMs: number,
  now: number,
): Pick<ChartView, "from" | "to"> {
  const end = Math.min(now, resolvedAt === null ? Infinity : resolvedAt + TAIL_MS);
  const to = Math.ceil(end / MINUTE) * MINUTE;
  const from = Math.floor((openedAt - leadMs) / START_STEP_MS) * START_STEP_MS;
  return { from: Math.max(from, to - LONGEST_MS), to };
}

async function hasSamples({ series }: Sampled, view: ChartView): Promise<boolean> {
  if (view.labels === null)
    return Object.keys((await series.load(view.alert)).state?.series ?? {}).length > 0;
  return (await series.samples(view.alert, view.labels, view.from, view.to)).length > 0;
}
