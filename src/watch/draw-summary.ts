import { isMoreSevere, type Severity } from "../alerts/severity.ts";
import { nextCallAt } from "../incidents/change.ts";
import type { Facts, Incident, Status } from "../incidents/incident.ts";
import { listed } from "../lib/listed.ts";
import { sectionOfAlert } from "../playbooks/look-up.ts";
import type { Summary } from "../ports/room.ts";
import type { CountedSummary } from "../ports/storm-records.ts";
import { stepsOf } from "./draw-card.ts";
import { measure } from "./measure.ts";
import { standingOf } from "./standing-of.ts";
import type { Watch } from "./watch.ts";

const MANY_ALERTS = "Incidents of many alerts";

type Drawing = Pick<Watch, "incidents" | "book" | "zone" | "publicUrl" | "playbooksUrl">;

/** Everything a room shows of many incidents together. Of the incidents only the newest are read, and the one that somebody is called about first. */
export async function drawSummary(
  watch: Drawing,
  counted: CountedSummary,
  facts: Facts,
): Promise<Summary> {
  const { id, alert, since, lastAt, holders, callsNext } = counted;
  const [newest, calls] = await Promise.all([
    watch.incidents.loadMany(counted.newest),
    callsNext === null ? null : watch.incidents.load(callsNext),
  ]);
  const known = newest.filter((incident) => incident !== null);
  const tally = tallyOf(counted);
  const isOpen = tally.triggered + tally.acknowledged > 0;
  return {
    id,
    alert,
    title: alert === null ? MANY_ALERTS : (known[0]?.title ?? alert),
    severity: highest(counted, isOpen),
    ...tally,
    newest: known.map(lineOf),
    since,
    lastAt,
    acknowledgedBy: holders,
    standing: standingOfAll(tally, holders, calls ?? known[0], (first) =>
      standingOf(first, facts, watch.zone),
    ),
    callsAt: calls && nextCallAt(calls),
    onCall: facts.people.find(({ handle }) => handle === facts.onCall)?.name ?? null,
    ...playbookOf(watch, alert, isOpen),
    url: `${watch.publicUrl}/incidents${alert === null ? "" : `?alert=${queryText(alert)}`}`,
  };
}

function lineOf(incident: Incident): Summary["newest"][number] {
  const { number, title, labels, status } = incident;
  return { number, title, labels, measure: measure(incident), status };
}

type Tally = Pick<Summary, "total" | Status>;

function tallyOf({ counts }: CountedSummary): Tally {
  const of = (status: Status): number =>
    counts.reduce((sum, one) => sum + (one.status === status ? one.count : 0), 0);
  const [triggered, acknowledged, resolved] = [of("triggered"), of("acknowledged"), of("resolved")];
  return { total: triggered + acknowledged + resolved, triggered, acknowledged, resolved };
}

/** That of the one about which somebody is called first, as long as anybody is needed. */
function standingOfAll(
  { triggered, acknowledged }: Tally,
  holders: readonly string[],
  first: Incident | undefined,
  standing: (incident: Incident) => string,
): string {
  if (triggered > 0) return first === undefined ? "" : standing(first);
  if (acknowledged === 0) return "All of it is over.";
  return `${listed(holders)} ${holders.length === 1 ? "has" : "have"} what is left.`;
}

/** Half a surrogate pair cannot be part of an address. */
function queryText(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\uFFFD"));
}

function highest({ counts }: CountedSummary, ofOpen: boolean): Severity {
  return counts
    .filter(({ status, count }) => count > 0 && !(ofOpen && status === "resolved"))
    .map(({ severity }) => severity)
    .reduce((a, b) => (isMoreSevere(b, a) ? b : a), "info");
}

/** The steps only while somebody may need them, the link for as long as the message stands. */
function playbookOf(
  watch: Drawing,
  alert: string | null,
  isOpen: boolean,
): Pick<Summary, "steps" | "playbookUrl"> {
  const section = alert === null ? null : sectionOfAlert(watch.book(), alert);
  return {
    steps: section && isOpen ? stepsOf(section.body) : null,
    playbookUrl: section && `${watch.playbooksUrl}/${section.file}#${section.anchor}`,
  };
}
