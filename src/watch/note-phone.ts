import type { Failure } from "../ports/failure.ts";
import type { Page } from "../ports/page-records.ts";
import type { PhoneRoute } from "../ports/phone-records.ts";
import type { Watch } from "./watch.ts";

/** What a failure says of the number itself, so that somebody hears of it before the next night. */
export async function noteFailing(watch: Watch, page: Page, failure: Failure): Promise<void> {
  const by = routeOf(page);
  if (by === null || !failure.permanent) return;
  const at = watch.clock.now();
  const { reason } = failure;
  if (reason === "bad-destination")
    await watch.phones.note(page.handle, { failing: { at, reason, by } });
  if (reason === "opted-out" && by === "sms")
    await watch.phones.note(page.handle, { stoppedAt: at });
}

/** It arrived there, or its person acted on it. */
export async function clearFailing(watch: Watch, page: Page): Promise<void> {
  const by = routeOf(page);
  if (by === null) return;
  const found = await watch.phones.find(page.handle);
  if (found?.state === "known" && found.phone.failing?.by === by)
    await watch.phones.note(page.handle, { failing: null });
}

function routeOf({ method }: Page): PhoneRoute | null {
  return method === "sms" || method === "voice" ? method : null;
}
