import { randomUUID } from "node:crypto";
import type { Incident } from "../incidents/incident.ts";
import type { Offer, Override, Person } from "../oncall/person.ts";
import type { Duty } from "../oncall/who-is-on-call.ts";
import { dutyNow } from "./duty-now.ts";
import { redrawCards } from "./redraw-cards.ts";
import type { Watch } from "./watch.ts";

export interface Handoff {
  /** Handles. */
  readonly giver: string;
  readonly taker: string;
  readonly until: number | null;
  readonly note: string | null;
}

export type Offered =
  /** `open`: what the taker would have on their hands, newest first. */
  | {
      readonly outcome: "offered";
      readonly offer: Offer;
      readonly taker: Person;
      readonly open: readonly Incident[];
    }
  | { readonly outcome: "unknown-person" | "yourself" }
  | { readonly outcome: "not-a-responder"; readonly taker: Person }
  | { readonly outcome: "not-on-call"; readonly onCall: Person | null }
  /** One gives no more than one has. */
  | { readonly outcome: "beyond"; readonly until: number };

/** Asks the taker. Until they accept, the giver stays on call. */
export async function offerHandoff(
  watch: Watch,
  { giver, taker, until, note }: Handoff,
): Promise<Offered> {
  const now = watch.clock.now();
  if (giver === taker) return { outcome: "yourself" };
  const asked = await watch.people.find(taker);
  if (asked === null) return { outcome: "unknown-person" };
  if (!asked.responder) return { outcome: "not-a-responder", taker: asked };
  const duty = await dutyNow(watch);
  if (duty.onCall?.handle !== giver) return { outcome: "not-on-call", onCall: duty.onCall };
  if (until !== null && duty.until !== null && until > duty.until)
    return { outcome: "beyond", until: duty.until };
  const offer: Offer = {
    v: 1,
    id: randomUUID(),
    giver,
    taker,
    askedAt: now,
    until: until ?? duty.until,
    note,
  };
  await withdrawEarlier(watch, offer);
  await watch.roster.addOffer(offer);
  return { outcome: "offered", offer, taker: asked, open: await watch.incidents.open() };
}

/** Whoever asks the same person again means the newer terms. */
async function withdrawEarlier(watch: Watch, { giver, taker }: Offer): Promise<void> {
  const earlier = (await watch.roster.offers()).filter(
    (offer) => offer.giver === giver && offer.taker === taker,
  );
  await Promise.all(earlier.map((offer) => watch.roster.answerOffer(offer.id, null)));
}

export type Answered =
  | { readonly outcome: "accepted"; readonly offer: Offer; readonly until: number | null }
  | { readonly outcome: "declined"; readonly offer: Offer }
  | { readonly outcome: "not-yours"; readonly offer: Offer }
  /** Answered before, or never made. */
  | { readonly outcome: "gone" }
  /** Too late: its time has passed, or the giver is no longer on call, or the taker no longer a responder. */
  | { readonly outcome: "over"; readonly offer: Offer; readonly onCall: Person | null };

/** `by` is a handle. Only the one who was asked may answer. */
export async function answerHandoff(
  watch: Watch,
  answer: { readonly offer: string; readonly by: string; readonly accept: boolean },
): Promise<Answered> {
  const offer = await watch.roster.offer(answer.offer);
  if (offer === null) return { outcome: "gone" };
  if (offer.taker !== answer.by) return { outcome: "not-yours", offer };
  return answer.accept ? accept(watch, offer) : decline(watch, offer);
}

async function decline(watch: Watch, offer: Offer): Promise<Answered> {
  return (await watch.roster.answerOffer(offer.id, null))
    ? { outcome: "declined", offer }
    : { outcome: "gone" };
}

async function accept(watch: Watch, offer: Offer): Promise<Answered> {
  const now = watch.clock.now();
  const duty = await dutyNow(watch);
  if (isOver(offer, duty, now)) {
    await watch.roster.answerOffer(offer.id, null);
    return { outcome: "over", offer, onCall: duty.onCall };
  }
  const until = firstOf(offer.until, duty.until);
  const override: Override = {
    v: 1,
    id: offer.id,
    handle: offer.taker,
    from: now,
    until,
    madeBy: offer.giver,
    note: offer.note,
  };
  if (!(await watch.roster.answerOffer(offer.id, override))) return { outcome: "gone" };
  await redrawCards(watch);
  return { outcome: "accepted", offer, until };
}

/** Two people may be asked at once: the first to accept has it, and then the giver has nothing left to give the other. */
function isOver(offer: Offer, duty: Duty, now: number): boolean {
  if (offer.until !== null && offer.until <= now) return true;
  return (
    duty.onCall?.handle !== offer.giver ||
    !duty.order.some((person) => person.handle === offer.taker)
  );
}

function firstOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
