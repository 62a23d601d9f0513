import type { Delivery, PageMessage } from "../../../ports/notifier.ts";
import type { DirectMessageParts } from "./notifier.ts";
import { pageMessage } from "../drawing/page-message.ts";
import { isGone, toFailure } from "../posting/sent.ts";

/** The direct message says how it stands now. One that is no more needs nothing. */
export async function updatePage(
  { posts }: DirectMessageParts,
  providerId: string,
  signal: AbortSignal,
  page: PageMessage | null,
): Promise<Delivery> {
  const done: Delivery = { outcome: "sent", providerId };
  const [channel = "", ts = "", ...more] = providerId.split("/");
  if (page === null || channel === "" || ts === "" || more.length > 0) return done;
  const { main: message } = pageMessage(page, await page.cards());
  const edited = await posts.edit({ channel, ts, message, urgency: "change" }, signal);
  if (edited.outcome === "posted" || isGone(edited)) return done;
  return toFailure(edited);
}
