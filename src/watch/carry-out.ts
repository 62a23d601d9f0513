import { MINUTE, SECOND } from "../lib/durations.ts";
import { deadline, sleep } from "../lib/timers.ts";
import { endsWhenTold } from "../incidents/staying.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";
import type { Outgoing } from "../ports/outgoing.ts";
import type { Page, Placed } from "../ports/page-records.ts";
import { answerBy } from "./answer-by.ts";
import { changeIncident } from "./change-incident.ts";
import { pageMessage } from "./page-message.ts";
import { notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

const BATCH = 50;
const MOST_IN_HAND = 500;
/** What has not been done by then goes on beside what comes next. */
const PATIENCE_MS = 250;
const TIMEOUT_MS = 10 * SECOND;
const LEASE_MS = TIMEOUT_MS + 5 * SECOND;
const RETRY_MS = 2 * SECOND;
const LONGEST_CALL_MS = 15 * MINUTE;

export interface Carrying {
  /** Takes up what is due, and does not wait for what is slow: a provider that hangs must not hold up the hang-ups of others. True: there may be more. */
  look(): Promise<boolean>;
  stop(): Promise<void>;
}

export function createCarrying(watch: Watch): Carrying {
  const inHand = new Set<Promise<void>>();
  return {
    look: async () => {
      const room = MOST_IN_HAND - inHand.size;
      if (room <= 0) await Promise.race(inHand);
      const due = await takeDue(watch, Math.min(BATCH, Math.max(1, room)));
      const begun = due.map((outgoing) => {
        const one: Promise<void> = carryOutOne(watch, outgoing).finally(() => inHand.delete(one));
        inHand.add(one);
        return one;
      });
      const quick = new AbortController();
      await Promise.race([Promise.all(begun), sleep(PATIENCE_MS, quick.signal)]);
      quick.abort();
      return due.length > 0;
    },
    stop: async () => {
      await Promise.all(inHand);
    },
  };
}

/** Carries out what lies in the outbox, all side by side, to the end; answers how much was due. */
export async function carryOut(watch: Watch): Promise<number> {
  const due = await takeDue(watch, BATCH);
  await Promise.all(due.map((outgoing) => carryOutOne(watch, outgoing)));
  return due.length;
}

function takeDue({ outbox, clock }: Watch, limit: number): Promise<readonly Outgoing[]> {
  return outbox.take(clock.real(), LEASE_MS, limit);
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

/** Each by whoever sent it, none waits for another. */
async function withdrawAll(watch: Watch, pages: readonly Page[]): Promise<boolean> {
  const outcomes = await Promise.all(pages.map((page) => withdraw(watch, page)));
  return outcomes.every(Boolean);
}

/** Everything that it started and that may still ring or show. What cannot be withdrawn for good has ended as far as anybody can tell. */
async function withdraw(watch: Watch, page: Page): Promise<boolean> {
  const stays = endsWhenTold(page.method);
  const out = page.placed.filter(
    ({ providerId, over, failed }) => providerId !== null && failed === null && (stays || !over),
  );
  const unsure = Promise.all(unsureOf(watch, page).map((one) => hasRecalled(watch, page, one)));
  const stopped = await Promise.all(out.map((placed) => isStopped(watch, page, placed)));
  const done = out.filter((_, n) => stopped[n]);
  if (!stays && done.length > 0) await watch.pages.stopped(page.id, done);
  if (done.length < out.length || (await unsure).includes(false)) return false;
  if (page.state !== "ended") await watch.pages.end(page.id, "withdrawn", watch.clock.real());
  return true;
}

/** Those of whom nobody knows whether they took it, and who find by the page what they took. */
function unsureOf(watch: Watch, { method, tried, placed }: Page): readonly Notifier[] {
  const isUnsure = ({ name }: Notifier): boolean =>
    tried.some(({ notifier, gone, failures }) => notifier === name && !gone && failures > 0) &&
    !placed.some(({ notifier, providerId }) => notifier === name && providerId !== null);
  return notifiersBy(watch, method).filter((one) => one.stopsByPage === true && isUnsure(one));
}

async function hasRecalled(watch: Watch, page: Page, notifier: Notifier): Promise<boolean> {
  const { attempt } = page;
  const stopped = await hangUp(watch, notifier, page, { attempt, providerId: "" });
  return stopped.outcome === "sent" || stopped.permanent;
}

async function isStopped(watch: Watch, page: Page, placed: Placed): Promise<boolean> {
  const notifiers = notifiersBy(watch, page.method);
  const notifier = notifiers.find(({ name }) => name === placed.notifier || placed.notifier === "");
  if (notifier === undefined || placed.providerId === null) return true;
  const stopped = await hangUp(watch, notifier, page, placed);
  return stopped.outcome === "sent" || stopped.permanent || hasRungOut(watch, notifier, placed);
}

/** Somebody who could not be told to stop has stopped by itself. */
function hasRungOut({ clock }: Watch, { ringsMs }: Notifier, { at }: Placed): boolean {
  return ringsMs !== null && clock.real() - at > LONGEST_CALL_MS;
}

async function hangUp(
  watch: Watch,
  notifier: Notifier,
  page: Page,
  { attempt, providerId }: Pick<Placed, "attempt" | "providerId">,
): Promise<Delivery> {
  const now = await pageMessage(watch, { ...page, attempt }, notifier.name);
  const limit = deadline(TIMEOUT_MS);
  return answerBy(limit, notifier.stop(providerId ?? "", limit, now));
}
