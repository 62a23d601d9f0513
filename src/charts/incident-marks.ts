import { NO_DATA_LABEL } from "../alerts/own-signals.ts";
import { fingerprint } from "../alerts/signal.ts";
import type { Incident } from "../incidents/incident.ts";
import { DAY } from "../lib/durations.ts";
import type { ChartView } from "../ports/charts.ts";
import type { IncidentRecords } from "../ports/incident-records.ts";
import type { ChartMark } from "./chart-spec.ts";

const PAGE = 200;
const MOST_PAGES = 5;
const MOST_MARKS = 30;

/** The alert's incidents that were open at some time of the range, newest first. Looks no further back than it must. */
export async function incidentsWithin(
  records: Pick<IncidentRecords, "open" | "list">,
  view: ChartView,
): Promise<readonly Incident[]> {
  const found = new Map<string, Incident>();
  const keep = (incidents: readonly Incident[]): void => {
    for (const one of incidents) if (isWithin(one, view)) found.set(one.id, one);
  };
  keep(await records.open());
  let before: number | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const listed = await records.list({
      limit: PAGE,
      ...(before !== undefined && { before }),
    });
    keep(listed);
    const oldest = listed.at(-1);
    if (listed.length < PAGE || oldest === undefined || oldest.openedAt < view.from - DAY) break;
    before = oldest.number;
  }
  return [...found.values()].toSorted((a, b) => b.number - a.number).slice(0, MOST_MARKS);
}

function isWithin(incident: Incident, { alert, labels, from, to }: ChartView): boolean {
  return (
    incident.alert === alert &&
    incident.openedAt <= to &&
    (incident.resolvedAt ?? Infinity) >= from &&
    (labels === null ||
      NO_DATA_LABEL in incident.labels ||
      incident.fingerprint === fingerprint(alert, labels))
  );
}

/** As they stood at the end of the range, so that a picture made later is the same. */
export function marksOf(
  incidents: readonly Incident[],
  { from, to }: ChartView,
): readonly ChartMark[] {
  return incidents.map(({ number, openedAt, acknowledgedAt, resolvedAt }) => {
    const isOver = resolvedAt !== null && resolvedAt <= to;
    return {
      number,
      from: Math.max(from, openedAt),
      to: isOver ? resolvedAt : to,
      acknowledgedAt:
        acknowledgedAt !== null && acknowledgedAt <= to ? Math.max(from, acknowledgedAt) : null,
      isOver,
    };
  });
}
