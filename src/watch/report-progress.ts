import type { Progress, ProgressState } from "../ports/notifier.ts";
import type { AttemptOf, Page } from "../ports/page-records.ts";
import { acknowledgePage } from "./acknowledge-page.ts";
import { clearFailing, noteFailing } from "./note-phone.ts";
import { noteProvider } from "./provider-health.ts";
import { notifiersBy, recipientOf } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** How one attempt of a page goes on, as its provider tells. Late, repeated and out-of-order ones change nothing. False: no such page. */
export async function reportProgress(
  watch: Watch,
  of: AttemptOf,
  progress: Progress,
): Promise<boolean> {
  const page = await watch.pages.find(of.page);
  if (page === null) return false;
  // Whoever acknowledged is heard before it is noted, so that nothing in between can lose them.
  if (progress.state.kind === "acknowledged")
    await acknowledgeOnce(watch, page, of, progress.state.by);
  const now = { real: watch.clock.real(), at: watch.clock.now() };
  const outcome = await watch.pages.progress(page, of, progress, now);
  if (outcome === "done") await learn(watch, page, of, progress.state);
  return outcome !== "unknown";
}

/** A page that has ended changes nothing any more: what it was about may be open anew, for somebody else. */
async function acknowledgeOnce(
  watch: Watch,
  page: Page,
  { attempt }: AttemptOf,
  by: string | null,
): Promise<void> {
  const isKnown = page.placed.some((one) => one.attempt === attempt && one.acknowledged);
  const person = page.state === "ended" || isKnown ? null : await recipientOf(watch, page);
  if (person !== null) await acknowledgePage(watch, page, { ...person, name: by ?? person.name });
}

/** What it says of the phone, and of whoever was to reach it. */
async function learn(watch: Watch, page: Page, of: AttemptOf, state: ProgressState): Promise<void> {
  if (state.kind === "answered" || state.kind === "delivered") await clearFailing(watch, page);
  if (state.kind !== "failed") return;
  watch.log.warn(
    { page: page.id, method: page.method, notifier: of.notifier, reason: state.failure.reason },
    "a page reached nobody, as its provider tells",
  );
  const notifier = notifiersBy(watch, page.method).find(({ name }) => name === of.notifier);
  if (notifier) await noteProvider(watch, notifier, state.failure);
  await noteFailing(watch, page, state.failure);
}
