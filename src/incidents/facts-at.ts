import { isAwake, nextAwake } from "../oncall/awake.ts";
import type { Person } from "../oncall/person.ts";
import { whoIsOnCall, type Roster } from "../oncall/who-is-on-call.ts";
import type { Occupancy } from "../presence/occupancy.ts";
import type { Facts, Reachable } from "./incident.ts";
import type { Method } from "./policy.ts";

/** What is known of the team and the room, from which the facts of any instant follow. */
export interface Known extends Pick<Roster, "people" | "overrides"> {
  readonly occupancy: Occupancy;
  /** By handle: how each of them can be reached. */
  readonly reach: ReadonlyMap<string, readonly Method[]>;
  /** Notifiers that exist here at all. */
  readonly methods: readonly Method[];
  /** The team's zone, IANA name. */
  readonly zone: string;
}

/** What deciding needs to know at one instant: now, or one that is to come, as far as is known. */
export function factsAt(known: Known, at: number): Facts {
  const { people, overrides, occupancy, methods } = known;
  const { onCall, secondary, order } = whoIsOnCall({ people, overrides, now: at });
  return {
    at,
    occupancy,
    onCall: onCall?.handle ?? null,
    secondary: secondary?.handle ?? null,
    people: order.map((person) => reachable(known, person, at)),
    methods,
  };
}

function reachable({ reach, zone }: Known, person: Person, at: number): Reachable {
  const awake = isAwake(person, at, zone);
  return {
    handle: person.handle,
    name: person.name,
    awake,
    awakeAt: awake ? at : nextAwake(person, at, zone),
    methods: reach.get(person.handle) ?? [],
    ...(person.rules && { rules: person.rules }),
  };
}
