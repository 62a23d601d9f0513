import type { Incident } from "../incidents/incident.ts";
import type { Page } from "../ports/page-records.ts";
import type { Watch } from "./watch.ts";

/** Those that the page is about, as they are now; without those that cannot be read. */
export async function incidentsOf(
  watch: Pick<Watch, "incidents">,
  page: Pick<Page, "incidents">,
): Promise<readonly Incident[]> {
  const loaded = await watch.incidents.loadMany(page.incidents);
  return loaded.filter((incident) => incident !== null);
}
