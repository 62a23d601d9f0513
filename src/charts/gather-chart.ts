import type { AlertDefinition, Threshold } from "../alerts/alert.ts";
import { NO_DATA_LABEL } from "../alerts/own-signals.ts";
import { fingerprint, type Labels } from "../alerts/signal.ts";
import type { Incident } from "../incidents/incident.ts";
import { HOUR, MINUTE } from "../lib/durations.ts";
import type { Book } from "../playbooks/book.ts";
import { alertNamed, sectionOfAlert } from "../playbooks/look-up.ts";
import type { ChartView } from "../ports/charts.ts";
import type { IncidentRecords } from "../ports/incident-records.ts";
import type { SeriesRecords, StoredSample } from "../ports/series-records.ts";
import { CHART_WIDTH, type ChartSpec } from "./chart-spec.ts";
import { incidentsWithin, marksOf } from "./incident-marks.ts";
import { seriesNames } from "./series-name.ts";
import { splitAtGaps } from "./split-at-gaps.ts";
import { thinOut } from "./thin-out.ts";

/** Where a chart's figures come from. */
export interface ChartRecords {
  readonly series: Pick<SeriesRecords, "load" | "samples">;
  readonly incidents: Pick<IncidentRecords, "open" | "list">;
  book(): Book;
}

const MOST_DRAWN = 6;
/** Of more series only those that stand worst now are read in full. */
const MOST_READ = 24;
/** Older samples may be kept in steps of five minutes. */
const FULL_SAMPLES_MS = 47 * HOUR;
const COARSE_GAP_MS = 11 * MINUTE;

/** All that the picture shows, out of the records; null when neither the book nor any sample knows the alert. */
export async function gatherChart(
  records: ChartRecords,
  view: ChartView,
  now: number,
): Promise<ChartSpec | null> {
  const book = records.book();
  const definition = alertNamed(book, view.alert);
  const incidents = await incidentsWithin(records.incidents, view);
  const read = await readSeries(records, view, incidents);
  const sampled = read.filter(({ samples }) => samples.some(isNumber));
  if (definition === null && sampled.length === 0) return null;
  const threshold = definition?.threshold ?? null;
  const drawn = sampled
    .toSorted((a, b) => worst(b.samples, threshold) - worst(a.samples, threshold))
    .slice(0, MOST_DRAWN);
  const names = seriesNames(drawn.map(({ labels }) => labels));
  const columnMs = Math.max(1, (view.to - view.from) / CHART_WIDTH);
  return {
    title: sectionOfAlert(book, view.alert)?.heading ?? view.alert,
    from: view.from,
    to: view.to,
    zone: view.zone,
    threshold,
    series: drawn.map(({ samples }, index) => ({
      name: names[index] ?? "",
      segments: splitAtGaps(samples, gapOf(definition, now)).map((part) => thinOut(part, columnMs)),
    })),
    more: sampled.length - drawn.length,
    marks: marksOf(incidents, view),
  };
}

interface ReadSeries {
  readonly labels: Labels;
  readonly samples: readonly StoredSample[];
}

async function readSeries(
  { series, book }: ChartRecords,
  { alert, labels, from, to }: ChartView,
  incidents: readonly Incident[],
): Promise<readonly ReadSeries[]> {
  const wanted = labels === null ? await labelsOf({ series, book }, alert, incidents) : [labels];
  return Promise.all(
    wanted.map(async (one) => ({
      labels: one,
      samples: await series.samples(alert, one, from, to),
    })),
  );
}

/** A series that is gone by now, and that an incident of the range was about, belongs to the picture as well. */
async function labelsOf(
  { series, book }: Pick<ChartRecords, "series" | "book">,
  alert: string,
  incidents: readonly Incident[],
): Promise<readonly Labels[]> {
  const threshold = alertNamed(book(), alert)?.threshold ?? null;
  const { state } = await series.load(alert);
  const standing = Object.values(state?.series ?? {})
    .toSorted((a, b) => worst([b], threshold) - worst([a], threshold))
    .map(({ labels }) => labels);
  const told = incidents.map(({ labels }) => labels).filter((one) => !(NO_DATA_LABEL in one));
  const all = new Map([...told, ...standing].map((one) => [fingerprint(alert, one), one]));
  return [...all.values()].slice(0, MOST_READ);
}

const isNumber = ({ value }: StoredSample): boolean => Number.isFinite(value);

/** The higher, the worse. */
function worst(
  samples: readonly { readonly value: number }[],
  threshold: Threshold | null,
): number {
  const sign = threshold !== null && "below" in threshold ? -1 : 1;
  return samples.reduce(
    (most, { value }) => (Number.isFinite(value) ? Math.max(most, sign * value) : most),
    -Infinity,
  );
}

function gapOf(definition: AlertDefinition | null, now: number): (at: number) => number {
  const usual = 3 * (definition?.everyMs ?? MINUTE) + MINUTE / 2;
  return (at) => (at < now - FULL_SAMPLES_MS ? Math.max(usual, COARSE_GAP_MS) : usual);
}
