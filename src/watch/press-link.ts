import type { Incident } from "../incidents/incident.ts";
import { acknowledgePage } from "./acknowledge-page.ts";
import { TEST_PAGE, TEST_WORKS } from "./page-links.ts";
import { recipientOf } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** The button of a page was pressed by whoever holds its link. A page that has ended changes nothing any more: the answer says who has it. */
export async function pressLink(watch: Watch, id: string): Promise<string> {
  if (id === TEST_PAGE) return TEST_WORKS;
  const page = await watch.pages.find(id);
  const person = page && (await recipientOf(watch, page));
  if (!page || !person) return "This page is no longer known. Look at the room.";
  // A failed attempt may have arrived all the same: who presses its button has seen it.
  if (page.state !== "ended") return acknowledgePage(watch, page, person);
  const incidents = await watch.incidents.loadMany(page.incidents);
  return whoHasThem(incidents.filter((incident) => incident !== null));
}

/** What to say of incidents whose page has ended. */
function whoHasThem(incidents: readonly Incident[]): string {
  const open = incidents.filter(({ status }) => status !== "resolved");
  if (open.length === 0) return "It was over already.";
  const waiting = open.filter(({ status }) => status === "triggered");
  if (waiting.length > 0)
    return `This page was answered before, and nobody has #${waiting[0]?.number} now. Acknowledge it in the room.`;
  const names = [...new Set(open.flatMap((one) => one.acknowledgements.map((a) => a.actor.name)))];
  return `${names.join(", ")} ${names.length > 1 ? "have" : "has"} it already.`;
}
