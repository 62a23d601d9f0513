import type { Person } from "../oncall/person.ts";
import type { Page } from "../ports/page-records.ts";
import { endPage } from "./end-page.ts";
import { escalate } from "./escalate.ts";
import type { Watch } from "./watch.ts";

/** Somebody else is called for those of the page's incidents that nobody has; the page has then ended. */
export async function escalatePage(
  watch: Watch,
  page: Page,
  person: Person,
  via: string = page.method,
): Promise<void> {
  const by = { handle: person.handle, name: person.name, via };
  const loaded = await watch.incidents.loadMany(page.incidents);
  // Whoever has one of them meanwhile keeps it.
  const open = loaded.flatMap((one) => (one?.status === "triggered" ? [one.id] : []));
  await Promise.all(open.map((incident) => escalate(watch, { incident, by, to: null })));
  await endPage(watch, page);
}
