import { randomUUID } from "node:crypto";
import type { Person } from "../oncall/person.ts";
import type { ContactKind } from "../ports/contact-records.ts";
import { dutyNow } from "./duty-now.ts";
import { redrawCards } from "./redraw-cards.ts";
import type { Watch } from "./watch.ts";

const CONTACTS: readonly ContactKind[] = ["push", "pushover"];

export type Linked =
  /** `kept` is both of them from now on; `given` is no member any more. */
  | { readonly outcome: "linked"; readonly kept: Person; readonly given: Person }
  /** The code is good for somebody else still. */
  | { readonly outcome: "yourself" }
  /** Never made, used, or too old. */
  | { readonly outcome: "no-code" }
  /** Somebody changed one of them at the same moment. */
  | { readonly outcome: "again" };

/** Whoever types a code is the person whom it was shown to. Who joined first keeps their handle, and has all that the other had. */
export async function link(watch: Watch, { handle }: Person, code: string): Promise<Linked> {
  const other = await watch.identities.linkOf(code);
  if (other === null) return { outcome: "no-code" };
  if (other === handle) return { outcome: "yourself" };
  const people = await Promise.all([watch.people.find(handle), watch.people.find(other)]);
  const [kept, given] = people
    .filter((person) => person !== null)
    .filter((person) => person.mergedInto === undefined)
    .toSorted((a, b) => a.joinedAt - b.joinedAt || (a.handle < b.handle ? -1 : 1));
  if (kept === undefined || given === undefined) return { outcome: "no-code" };
  if (!(await watch.identities.useLink(code))) return { outcome: "no-code" };
  const duty = await dutyNow(watch);
  if (!(await watch.identities.merge(given.handle, kept.handle, merged)))
    return { outcome: "again" };
  await moveContacts(watch, given, kept);
  await moveDuty(watch, given, kept, duty.onCall?.handle === given.handle ? duty.until : undefined);
  await redrawCards(watch);
  return { outcome: "linked", kept: (await watch.people.find(kept.handle)) ?? kept, given };
}

/** Old pages, cookies and cards name who they were given to: the record stays, and says who that is now. */
function merged({ from, to }: { readonly from: Person; readonly to: Person }): {
  readonly from: Person;
  readonly to: Person;
} {
  const { joinedBy, ...rest } = to;
  return {
    from: { ...from, responder: false, mergedInto: to.handle },
    to: {
      ...rest,
      responder: to.responder || from.responder,
      zone: to.zone ?? from.zone,
      // One of them is on our own page, and so is the phone there.
      ...(joinedBy !== undefined && from.joinedBy !== undefined && { joinedBy }),
    },
  };
}

async function moveContacts({ contacts, phones }: Watch, from: Person, to: Person): Promise<void> {
  await phones.move(from.handle, to.handle);
  for (const method of CONTACTS) {
    const theirs = await contacts.find(from.handle, method);
    if (theirs === null) continue;
    if (theirs.state === "known" && (await contacts.find(to.handle, method)) === null)
      await contacts.set({ ...theirs, handle: to.handle, method });
    await contacts.remove(from.handle, method);
  }
}

/** `until`: of the duty that they have now; undefined: they have none. What is planned for later is theirs as well. */
async function moveDuty(
  { roster, clock }: Watch,
  from: Person,
  to: Person,
  until: number | null | undefined,
): Promise<void> {
  const now = clock.now();
  const mine = { v: 1, handle: to.handle, madeBy: to.handle } as const;
  const later = (await roster.overrides(now)).filter(
    (override) => override.handle === from.handle && override.from > now,
  );
  for (const override of later)
    await roster.addOverride({ ...override, ...mine, id: randomUUID() });
  if (until !== undefined)
    await roster.addOverride({ ...mine, id: randomUUID(), from: now, until, note: null });
}
