import type { Override, Person } from "./person.ts";

export interface Roster {
  readonly people: readonly Person[];
  /** Of several that begin at the same instant the later in this list is the newer. */
  readonly overrides: readonly Override[];
  readonly now: number;
}

export interface Duty {
  readonly onCall: Person | null;
  readonly secondary: Person | null;
  /** All responders, in the order of joining. */
  readonly order: readonly Person[];
  /** When somebody else will be on call, as far as is known; null when nothing planned changes it. */
  readonly until: number | null;
  /** The override that put them there; null when it is the order of joining. */
  readonly override: Override | null;
}

/** Without a rotation: the newest override in force, else whoever of the responders joined first. */
export function whoIsOnCall(roster: Roster): Duty {
  const order = respondersOf(roster.people);
  const { onCall, override } = holderAt(roster, order, roster.now);
  return {
    onCall,
    secondary: nextAfter(onCall, order),
    order,
    until: onCall === null ? null : endOf(roster, order, onCall),
    override,
  };
}

function respondersOf(people: readonly Person[]): readonly Person[] {
  return people
    .filter((person) => person.responder)
    .toSorted((a, b) => a.joinedAt - b.joinedAt || (a.handle < b.handle ? -1 : 1));
}

/** An override for somebody who left, or may no longer be paged, counts for nothing. */
function holderAt(
  roster: Roster,
  order: readonly Person[],
  at: number,
): { readonly onCall: Person | null; readonly override: Override | null } {
  const inForce = roster.overrides
    .filter((o) => o.from <= at && (o.until === null || at < o.until))
    .toSorted((a, b) => a.from - b.from);
  for (const override of inForce.toReversed()) {
    const onCall = order.find((person) => person.handle === override.handle);
    if (onCall !== undefined) return { onCall, override };
  }
  return { onCall: order[0] ?? null, override: null };
}

function nextAfter(person: Person | null, order: readonly Person[]): Person | null {
  if (person === null || order.length < 2) return null;
  return order[(order.indexOf(person) + 1) % order.length] ?? null;
}

/** Overrides may follow each other, or lie over each other, for the same person: only a change of person ends it. */
function endOf(roster: Roster, order: readonly Person[], onCall: Person): number | null {
  const changes = roster.overrides
    .flatMap((o) => [o.from, o.until])
    .filter((at) => at !== null)
    .filter((at) => at > roster.now)
    .toSorted((a, b) => a - b);
  return changes.find((at) => holderAt(roster, order, at).onCall !== onCall) ?? null;
}
