import { endsWhenTold } from "../incidents/staying.ts";
import type { Page } from "../ports/page-records.ts";
import { clearFailing } from "./note-phone.ts";
import type { Watch } from "./watch.ts";

/** Its person has acted on it, in this way. What stays where it is, or can be looked at elsewhere, ends by being told who has what it was about. */
export async function endPage(watch: Watch, page: Page, via: string): Promise<void> {
  const how = via === page.method ? "acted" : "acted-elsewhere";
  if (!endsWhenTold(page.method)) await watch.pages.end(page.id, how, watch.clock.real());
  await clearFailing(watch, page);
}
