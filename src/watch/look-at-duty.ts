import { dutyNow } from "./duty-now.ts";
import { redrawCards } from "./redraw-cards.ts";
import type { Watch } from "./watch.ts";

/** To be called every few seconds: a duty that ends by itself, at its time, is announced by nobody. */
export function createDutyLook(watch: Watch): () => Promise<void> {
  let known: string | null | undefined;
  return async () => {
    const handle = (await dutyNow(watch)).onCall?.handle ?? null;
    if (known !== undefined && known !== handle) await redrawCards(watch);
    known = handle;
  };
}
