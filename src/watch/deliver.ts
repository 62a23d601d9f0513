import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Method } from "../incidents/policy.ts";
import type { Delivery } from "../ports/notifier.ts";
import type { Attempted, Page } from "../ports/page-records.ts";
import { answerBy } from "./answer-by.ts";
import {
  afterFailure,
  afterSuccess,
  begun,
  lastFailure,
  nextWay,
  withoutGone,
} from "./next-way.ts";
import { noteFailing } from "./note-phone.ts";
import { pageMessage } from "./page-message.ts";
import { healthyFirst, noteProvider, outNow } from "./provider-health.ts";
import { sayNoWay } from "./say-no-way.ts";
import { notifiersBy, recipientOf, waysTo, type Way } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

const LEASE_SLACK_MS = 5 * SECOND;
const NO_NOTIFIER_LEASE_MS = 10 * SECOND;

/** Sends what is due for one person by one method, as one page. Answers when to look again, in real time; null when there is nothing more. */
export async function deliver(
  watch: Watch,
  handle: string,
  method: Method,
): Promise<number | null> {
  const now = watch.clock.real();
  const timeouts = notifiersBy(watch, method).map(({ timeoutMs }) => timeoutMs);
  const claim = await watch.pages.claim({
    handle,
    method,
    now,
    at: watch.clock.now(),
    leaseMs: Math.max(NO_NOTIFIER_LEASE_MS, ...timeouts) + LEASE_SLACK_MS,
    limit: watch.limits[method],
  });
  if (claim.outcome === "nothing") return null;
  if (claim.outcome === "held") return claim.until;
  const attempted = await attempt(watch, claim.page);
  return attempted?.kind === "retry" ? attempted.at : watch.clock.real();
}

/** Null: the page ended, or somebody else took it up, before anything was sent. */
async function attempt(watch: Watch, claimed: Page): Promise<Attempted | null> {
  const tried = withoutGone(claimed.tried, claimed.placed);
  const ways = await orderedWays(watch, claimed);
  const names = ways.map(({ notifier }) => notifier.name);
  const next = nextWay(names, tried, watch.clock.real());
  const way = ways.find(({ notifier }) => notifier.name === next);
  if (way === undefined) {
    const attempted: Attempted = { kind: "failed", failure: lastFailure(tried) };
    await finish(watch, { ...claimed, tried }, claimed.method, attempted);
    return attempted;
  }
  const { name } = way.notifier;
  if (!(await watch.pages.begin({ ...claimed, tried: begun(tried, name) }))) return null;
  const delivery = await send(watch, way, claimed);
  const { tried: after, attempted } =
    delivery.outcome === "sent"
      ? { tried: afterSuccess(tried, name), attempted: sent(watch, way, delivery) }
      : afterFailure(names, tried, name, delivery, watch.clock.real());
  await finish(watch, { ...claimed, tried: after }, name, attempted);
  await noteProvider(watch, way.notifier, delivery);
  if (delivery.outcome === "failed") await noteFailing(watch, claimed, delivery);
  if (attempted.kind === "retry") await sayNoWay(watch, claimed, names, after);
  return attempted;
}

/** Those that lead to its recipient; who fails lately comes last. */
async function orderedWays(watch: Watch, page: Page): Promise<readonly Way[]> {
  const recipient = await recipientOf(watch, page);
  if (recipient === null) return [];
  const ways = await waysTo(watch, recipient, page.method);
  if (ways.length < 2) return ways;
  const isOut = outNow(await watch.providers.all(), watch.clock.real());
  return healthyFirst(ways, ({ notifier }) => isOut(notifier) !== null);
}

async function send(watch: Watch, { notifier, to }: Way, page: Page): Promise<Delivery> {
  const message = await pageMessage(watch, page, notifier.name);
  const limit = deadline(notifier.timeoutMs);
  return answerBy(limit, notifier.send(message, to, limit));
}

function sent(
  { clock }: Watch,
  { notifier: { ringsMs, follow } }: Way,
  { providerId }: Extract<Delivery, { outcome: "sent" }>,
): Attempted {
  return {
    kind: "sent",
    providerId,
    liveUntil: ringsMs === null ? null : clock.real() + ringsMs,
    isFollowed: follow !== undefined,
  };
}

async function finish(
  watch: Watch,
  page: Page,
  notifier: string,
  attempted: Attempted,
): Promise<void> {
  if (attempted.kind !== "sent") logFailure(watch, page, notifier, attempted);
  const now = { real: watch.clock.real(), at: watch.clock.now() };
  await watch.pages.finish(page, notifier, attempted, now);
}

/** A credential that is refused mends itself for nobody. */
function logFailure(
  { log }: Watch,
  { id, method }: Page,
  notifier: string,
  { kind, failure: { reason } }: Exclude<Attempted, { kind: "sent" }>,
): void {
  log[reason === "unauthorized" ? "error" : "warn"](
    { page: id, method, notifier, reason, permanent: kind === "failed" },
    "a page could not be sent",
  );
}
