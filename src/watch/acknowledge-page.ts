import type { Person } from "../oncall/person.ts";
import type { Page } from "../ports/page-records.ts";
import { acknowledge } from "./acknowledge.ts";
import { endPage } from "./end-page.ts";
import type { Watch } from "./watch.ts";

export const WAS_OVER = "It was over already.";

/** Exactly the incidents that the page was about; the page has then ended. Answers what to say. */
export async function acknowledgePage(
  watch: Watch,
  page: Page,
  person: Person,
  via: string = page.method,
): Promise<string> {
  const by = { handle: person.handle, name: person.name, via };
  const acted = await Promise.all(
    page.incidents.map((incident) =>
      acknowledge(watch, { incident, by, at: watch.clock.now(), token: null, forMs: null }),
    ),
  );
  await endPage(watch, page, via);
  return acted.every((a) => a.outcome === "resolved-before") ? WAS_OVER : "Acknowledged.";
}
