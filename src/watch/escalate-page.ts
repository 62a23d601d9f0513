import type { Person } from "../oncall/person.ts";
import type { Page } from "../ports/page-records.ts";
import { calledNext, type CalledNext } from "./called-next.ts";
import { endPage } from "./end-page.ts";
import { escalate } from "./escalate.ts";
import type { Watch } from "./watch.ts";

/** The next step starts for those of the page's incidents that nobody has; the page has then ended. Answers whom that calls. */
export async function escalatePage(
  watch: Watch,
  page: Page,
  person: Person,
  via: string = page.method,
): Promise<CalledNext> {
  const by = { handle: person.handle, name: person.name, via };
  const loaded = await watch.incidents.loadMany(page.incidents);
  // Whoever has one of them meanwhile keeps it.
  const open = loaded.flatMap((one) => (one?.status === "triggered" ? [one.id] : []));
  const acted = await Promise.all(
    open.map((incident) => escalate(watch, { incident, by, to: null })),
  );
  await endPage(watch, page, via);
  const now = acted.flatMap((one) => (one.outcome === "unknown" ? [] : [one.incident]));
  return calledNext(now, person.handle);
}
