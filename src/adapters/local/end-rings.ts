import type { Clock } from "../../lib/clock.ts";
import type { LocalRoomRecords } from "../../ports/local-room-records.ts";
import { phonePageNow } from "./phone.ts";

/** A call that nobody took falls silent by itself: an open page must be told, or it would ring for ever and hide what came after. */
export async function endRings(
  records: Pick<LocalRoomRecords, "phonePages" | "savePhonePage">,
  clock: Clock,
  handle: string,
): Promise<void> {
  for (const page of await records.phonePages(handle)) {
    const now = phonePageNow(page, clock.real());
    if (now.state !== page.state) await records.savePhonePage(now);
  }
}
