import type { Card } from "../ports/room.ts";
import { drawCard } from "./draw-card.ts";
import { gatherTeamFacts } from "./gather-facts.ts";
import { recipientOf } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** A page as its person sees it by its link. */
export interface PageView {
  readonly to: string;
  /** Newest state, in the order of the page. */
  readonly cards: readonly Card[];
  /** Whether a press of the button would change anything. */
  readonly isOpen: boolean;
}

/** Looks, and changes nothing. Null: the page is no longer known. */
export async function viewPage(watch: Watch, id: string): Promise<PageView | null> {
  const page = await watch.pages.find(id);
  const person = page && (await recipientOf(watch, page));
  if (!page || !person) return null;
  const [facts, loaded] = await Promise.all([
    gatherTeamFacts(watch),
    watch.incidents.loadMany(page.incidents),
  ]);
  const incidents = loaded.filter((incident) => incident !== null);
  return {
    to: person.name,
    cards: await Promise.all(incidents.map((incident) => drawCard(watch, incident, facts))),
    isOpen: page.state !== "ended" && incidents.some(({ status }) => status === "triggered"),
  };
}
