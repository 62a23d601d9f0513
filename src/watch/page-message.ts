import type { Incident } from "../incidents/incident.ts";
import type { PageMessage } from "../ports/notifier.ts";
import type { Page } from "../ports/page-records.ts";
import type { Card } from "../ports/room.ts";
import { drawCard } from "./draw-card.ts";
import { gatherTeamFacts } from "./gather-facts.ts";
import { pageText, pageTitle } from "./page-text.ts";
import type { Watch } from "./watch.ts";

/** What a page says of its incidents as they are now. */
export async function pageMessage(watch: Watch, page: Page): Promise<PageMessage> {
  const incidents = await incidentsOf(watch, page);
  return {
    id: page.id,
    incidents: incidents.map(({ number }) => number),
    text: pageText(incidents),
    title: pageTitle(incidents),
    urgent: incidents.some(({ severity }) => severity === "critical"),
    links: watch.links.of(page.id, watch.clock.real()),
    cards: () => cardsOf(watch, page),
  };
}

/** A page goes out with nothing but its text rather than not at all. */
async function cardsOf(watch: Watch, page: Page): Promise<readonly Card[]> {
  try {
    const facts = await gatherTeamFacts(watch);
    const incidents = await incidentsOf(watch, page);
    return await Promise.all(incidents.map((incident) => drawCard(watch, incident, facts)));
  } catch (error) {
    watch.log.error({ page: page.id, error }, "the incidents of a page could not be drawn");
    return [];
  }
}

async function incidentsOf(watch: Watch, page: Page): Promise<readonly Incident[]> {
  const loaded = await watch.incidents.loadMany(page.incidents);
  return loaded.filter((incident) => incident !== null);
}
