import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Outgoing } from "../ports/outgoing.ts";
import type { Page } from "../ports/page-records.ts";
import { changeIncident } from "./change-incident.ts";
import type { Watch } from "./watch.ts";

const BATCH = 50;
const TIMEOUT_MS = 10 * SECOND;
const LEASE_MS = TIMEOUT_MS + 5 * SECOND;
const RETRY_MS = 2 * SECOND;

/** Carries out what lies in the outbox; answers how much was due. A room that hangs keeps no phone ringing and no escalation waiting. */
export async function carryOut(watch: Watch): Promise<number> {
  const due = await watch.outbox.take(watch.clock.real(), LEASE_MS, BATCH);
  const [sayings, others] = [due.filter(isSaying), due.filter((o) => !isSaying(o))];
  await Promise.all([inOrder(watch, sayings), ...others.map((o) => carryOutOne(watch, o))]);
  return due.length;
}

function isSaying({ effect }: Outgoing): boolean {
  return effect.kind === "say";
}

async function inOrder(watch: Watch, sayings: readonly Outgoing[]): Promise<void> {
  for (const saying of sayings) await carryOutOne(watch, saying);
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
    case "say":
      return say(watch, id, incident, effect);
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

async function say(
  watch: Watch,
  id: string,
  incidentId: string,
  { text, loud }: { readonly text: string; readonly loud: boolean },
): Promise<boolean> {
  const incident = await watch.incidents.load(incidentId);
  const number = incident?.number ?? null;
  const saying = {
    id,
    text: number === null ? text : `#${number}: ${text}`,
    incident: number,
    loud,
    isUncertain: true,
  };
  const posted = await Promise.all(
    watch.rooms.map((room) => room.say(saying, deadline(TIMEOUT_MS))),
  );
  return posted.every((p) => p.outcome === "posted" || p.permanent);
}

/** A page that cannot be withdrawn for good has ended as far as anybody can tell. */
async function withdrawAll(watch: Watch, pages: readonly Page[]): Promise<boolean> {
  const outcomes = await Promise.all(pages.map((page) => withdraw(watch, page)));
  return outcomes.every(Boolean);
}

async function withdraw(watch: Watch, page: Page): Promise<boolean> {
  const notifier = watch.notifiers.get(page.method);
  const stopped =
    notifier && page.providerId !== null
      ? await notifier.stop(page.providerId, deadline(TIMEOUT_MS))
      : null;
  if (stopped?.outcome === "failed" && !stopped.permanent) return false;
  await watch.pages.end(page.id);
  return true;
}
