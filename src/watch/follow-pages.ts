import { MINUTE, SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import { answerBy } from "./answer-by.ts";
import { reportProgress } from "./report-progress.ts";
import { allNotifiers, notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

const AT_ONCE = 20;
const EVERY_MS = 5 * SECOND;
const FOR_MS = 15 * MINUTE;
/** With the grace that a slow answer has: before anybody asks again. */
const TIMEOUT_MS = 4 * SECOND;

type Followed = Awaited<ReturnType<Watch["pages"]["toFollow"]>>[number];

/** Asks providers that cannot tell by themselves how it stands with what went out by them. True: there is more to ask. */
export async function followPages(watch: Watch): Promise<boolean> {
  const due = await watch.pages.toFollow({
    now: watch.clock.real(),
    everyMs: EVERY_MS,
    forMs: FOR_MS,
    longer: longerOf(watch),
    limit: AT_ONCE,
  });
  await Promise.all(due.map((one) => follow(watch, one)));
  return due.length === AT_ONCE;
}

function longerOf(watch: Watch): Readonly<Record<string, number>> {
  return Object.fromEntries(
    allNotifiers(watch).flatMap(({ method, name, followsForMs }) =>
      followsForMs === undefined ? [] : [[`${method}|${name}`, followsForMs]],
    ),
  );
}

/** Who cannot say it now is asked again; one that throws holds up no other. */
async function follow(watch: Watch, { method, providerId, ...of }: Followed): Promise<void> {
  const notifier = notifiersBy(watch, method).find(({ name }) => name === of.notifier);
  if (notifier?.follow === undefined) return;
  const limit = deadline(TIMEOUT_MS);
  try {
    const state = await answerBy(limit, notifier.follow(providerId, limit));
    if ("kind" in state) await reportProgress(watch, of, { providerId, sequence: null, state });
  } catch (error) {
    watch.log.error({ page: of.page, notifier: of.notifier, error }, "a page cannot be followed");
  }
}
