import { randomUUID } from "node:crypto";
import type { Override, Person } from "../oncall/person.ts";
import type { Duty } from "../oncall/who-is-on-call.ts";
import { dutyNow } from "./duty-now.ts";
import { redrawCards } from "./redraw-cards.ts";
import type { Watch } from "./watch.ts";

export type Taken =
  /** `from`: who had it before. */
  | { readonly outcome: "taken"; readonly override: Override; readonly from: Person | null }
  /** On call anyway for all that time; nothing was written. */
  | { readonly outcome: "already"; readonly until: number | null }
  | { readonly outcome: "not-a-responder" };

/** Takes the duty over without asking anybody. `person` is a handle; `until` null means until somebody else takes it. */
export async function take(
  watch: Watch,
  { person, until }: { readonly person: string; readonly until: number | null },
): Promise<Taken> {
  const duty = await dutyNow(watch);
  if (!duty.order.some((responder) => responder.handle === person))
    return { outcome: "not-a-responder" };
  if (hasItAnyway(duty, person, until)) return { outcome: "already", until: duty.until };
  const override: Override = {
    v: 1,
    id: randomUUID(),
    handle: person,
    from: watch.clock.now(),
    until,
    madeBy: person,
    note: null,
  };
  await watch.roster.addOverride(override);
  await redrawCards(watch);
  return { outcome: "taken", override, from: duty.onCall };
}

function hasItAnyway(duty: Duty, person: string, until: number | null): boolean {
  if (duty.onCall?.handle !== person) return false;
  return duty.until === null || (until !== null && until <= duty.until);
}
