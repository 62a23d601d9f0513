import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";
import type { Outgoing } from "../ports/outgoing.ts";
import type { Page } from "../ports/page-records.ts";
import { answerBy } from "./answer-by.ts";
import { changeIncident } from "./change-incident.ts";
import { pageMessage } from "./page-message.ts";
import { notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

const BATCH = 50;
const TIMEOUT_MS = 10 * SECOND;
const LEASE_MS = TIMEOUT_MS + 5 * SECOND;
const RETRY_MS = 2 * SECOND;

/** Carries out what lies in the outbox, all side by side; answers how much was due. */
export async function carryOut(watch: Watch): Promise<number> {
  const due = await watch.outbox.take(watch.clock.real(), LEASE_MS, BATCH);
  await Promise.all(due.map((outgoing) => carryOutOne(watch, outgoing)));
  return due.length;
}

/** One that throws must not hold up the others; it comes again when its lease is over. */
async function carryOutOne(watch: Watch, outgoing: Outgoing): Promise<void> {
  try {
    if (await isDone(watch, outgoing)) await watch.outbox.done(outgoing.id);
    else await watch.outbox.later(outgoing.id, watch.clock.real() + RETRY_MS);
  } catch (error) {
    watch.log.error({ effect: outgoing.id, error }, "an effect could not be carried out");
  }
}

async function isDone(watch: Watch, { id, incident, effect }: Outgoing): Promise<boolean> {
  switch (effect.kind) {
    case "say": {
      const { text, loud } = effect;
      await watch.sayings.takeOver({ v: 1, id, incident, text, loud });
      return true;
    }
    case "stop":
      return withdrawAll(watch, await watch.pages.needless(incident));
    case "withdraw": {
      const page = await watch.pages.find(effect.page);
      return page === null || withdrawAll(watch, [page]);
    }
    case "undeliverable":
      await changeIncident(watch, incident, {
        kind: "undeliverable",
        asked: effect.asked,
        generation: effect.generation,
      });
      return true;
  }
}

/** A page that cannot be withdrawn for good has ended as far as anybody can tell. */
async function withdrawAll(watch: Watch, pages: readonly Page[]): Promise<boolean> {
  const outcomes = await Promise.all(pages.map((page) => withdraw(watch, page)));
  return outcomes.every(Boolean);
}

async function withdraw(watch: Watch, page: Page): Promise<boolean> {
  const notifier = notifiersBy(watch, page.method)[0];
  const stopped =
    notifier && page.providerId !== null
      ? await hangUp(watch, notifier, page, page.providerId)
      : null;
  if (stopped?.outcome === "failed" && !stopped.permanent) return false;
  if (page.state !== "ended") await watch.pages.end(page.id);
  return true;
}

async function hangUp(
  watch: Watch,
  notifier: Notifier,
  page: Page,
  providerId: string,
): Promise<Delivery> {
  const now = await pageMessage(watch, page, notifier.name);
  const limit = deadline(TIMEOUT_MS);
  return answerBy(limit, notifier.stop(providerId, limit, now));
}
