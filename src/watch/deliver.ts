import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Method } from "../incidents/policy.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";
import type { Attempted, Page } from "../ports/page-records.ts";
import { answerBy } from "./answer-by.ts";
import { pageMessage } from "./page-message.ts";
import { notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

const LEASE_SLACK_MS = 5 * SECOND;
const FIRST_RETRY_MS = 2 * SECOND;
/** However long a provider asks us to wait: somebody may have to be woken. */
const LONGEST_RETRY_MS = 60 * SECOND;
const NO_NOTIFIER_LEASE_MS = 10 * SECOND;

const UNREACHABLE: Delivery = { outcome: "failed", reason: "bad-destination", permanent: true };

/** Sends what is due for one person by one method, as one page. Answers when to look again, in real time; null when there is nothing more. */
export async function deliver(
  watch: Watch,
  handle: string,
  method: Method,
): Promise<number | null> {
  const [notifier] = notifiersBy(watch, method);
  const now = watch.clock.real();
  const leaseMs = (notifier?.timeoutMs ?? NO_NOTIFIER_LEASE_MS) + LEASE_SLACK_MS;
  const claim = await watch.pages.claim({
    handle,
    method,
    now,
    at: watch.clock.now(),
    leaseMs,
    limit: watch.limits[method],
  });
  if (claim.outcome === "nothing") return null;
  if (claim.outcome === "held") return claim.until;
  const delivery = notifier ? await attempt(watch, notifier, claim.page) : UNREACHABLE;
  const after = { real: watch.clock.real(), at: watch.clock.now() };
  const attempted = judge(delivery, claim.page, notifier, after.real);
  if (attempted.kind !== "sent") logFailure(watch, claim.page, notifier, attempted);
  await watch.pages.finish(claim.page, notifier?.name ?? method, attempted, after);
  return attempted.kind === "retry" ? attempted.at : after.real;
}

/** A credential that is refused mends itself for nobody. */
function logFailure(
  { log }: Watch,
  { id, method }: Page,
  notifier: Notifier | undefined,
  { kind, failure: { reason } }: Exclude<Attempted, { kind: "sent" }>,
): void {
  log[reason === "unauthorized" ? "error" : "warn"](
    { page: id, method, notifier: notifier?.name ?? null, reason, permanent: kind === "failed" },
    "a page could not be sent",
  );
}

async function attempt(watch: Watch, notifier: Notifier, page: Page): Promise<Delivery> {
  const person = await watch.people.find(page.handle);
  const to = person && (await notifier.destinationOf(person));
  if (!to) return UNREACHABLE;
  const message = await pageMessage(watch, page, notifier.name);
  const limit = deadline(notifier.timeoutMs);
  return answerBy(limit, notifier.send(message, to, limit));
}

function judge(
  delivery: Delivery,
  page: Page,
  notifier: Notifier | undefined,
  now: number,
): Attempted {
  if (delivery.outcome === "sent") {
    return {
      kind: "sent",
      providerId: delivery.providerId,
      liveUntil: notifier?.ringsMs ? now + notifier.ringsMs : null,
    };
  }
  if (delivery.permanent) return { kind: "failed", failure: delivery };
  const pause = delivery.retryAfterMs ?? FIRST_RETRY_MS * 2 ** Math.min(page.attempt - 1, 10);
  return { kind: "retry", at: now + Math.min(LONGEST_RETRY_MS, pause), failure: delivery };
}
