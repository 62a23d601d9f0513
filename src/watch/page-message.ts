import type { Method } from "../incidents/policy.ts";
import type { PageMessage } from "../ports/notifier.ts";
import type { Page } from "../ports/page-records.ts";
import type { Card } from "../ports/room.ts";
import { drawCard } from "./draw-card.ts";
import { gatherTeamFacts } from "./gather-facts.ts";
import { incidentsOf } from "./incidents-of.ts";
import { pageCall, type OtherWays } from "./page-call.ts";
import { pageSms } from "./page-sms.ts";
import { pageText, pageTitle } from "./page-text.ts";
import { standingTogether } from "./standing-together.ts";
import { notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** What a page says of its incidents as they are now. `notifier`: the name of whichever sends it. */
export async function pageMessage(
  watch: Watch,
  page: Page,
  notifier: string,
): Promise<PageMessage> {
  const incidents = await incidentsOf(watch, page);
  const now = watch.clock.real();
  const links = watch.links.of(page.id, now);
  const hearsAnswers = watch.callbackUrl !== null;
  return {
    id: page.id,
    handle: page.handle,
    token: watch.tokens.of({ kind: "page", page: page.id, attempt: page.attempt, notifier }, now),
    incidents: incidents.map(({ number }) => number),
    generation: page.generations[0] ?? 0,
    text: pageText(incidents),
    title: pageTitle(incidents),
    sms: pageSms(incidents, hearsAnswers ? links.view : null),
    call: pageCall(incidents, hearsAnswers ? null : otherWays(watch)),
    urgent: incidents.some(({ severity }) => severity === "critical"),
    links,
    standing: standingTogether(incidents),
    cards: () => cardsOf(watch, page),
  };
}

/** What is really set up; the phone on our own page is part of the room. */
function otherWays(watch: Pick<Watch, "notifiers">): OtherWays {
  const isReal = (method: Method): boolean =>
    notifiersBy(watch, method).some(({ pretend }) => pretend !== true);
  return { push: isReal("push"), directMessage: isReal("dm") };
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
