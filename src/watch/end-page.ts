import type { Page } from "../ports/page-records.ts";
import type { Watch } from "./watch.ts";

/** Its person has acted on it. A direct message stays where it is, and ends by being withdrawn, which shows in it who has what it was about. */
export async function endPage(watch: Watch, { id, method }: Page): Promise<void> {
  if (method !== "dm") await watch.pages.end(id);
}
