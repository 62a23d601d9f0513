import { isAwake, nextAwake } from "../oncall/awake.ts";
import type { Person } from "../oncall/person.ts";
import { whoIsOnCall } from "../oncall/who-is-on-call.ts";
import type { Facts, Reachable } from "../incidents/incident.ts";
import type { Method } from "../incidents/policy.ts";
import { together } from "../presence/occupancy.ts";
import { readRooms } from "./read-rooms.ts";
import type { Watch } from "./watch.ts";

/** What deciding needs to know of the world, at one instant. Gathered before the incident is loaded. */
export async function gatherFacts(watch: Watch): Promise<Facts> {
  const now = watch.clock.now();
  const [people, overrides, rooms] = await Promise.all([
    watch.people.all(),
    watch.roster.overrides(now),
    readRooms(watch),
  ]);
  const { onCall, secondary, order } = whoIsOnCall({ people, overrides, now });
  return {
    at: now,
    occupancy: together(rooms.map((room) => room.occupancy)),
    onCall: onCall?.handle ?? null,
    secondary: secondary?.handle ?? null,
    people: await Promise.all(order.map((person) => reachable(watch, person, now))),
    methods: [...watch.notifiers.keys()],
  };
}

async function reachable(watch: Watch, person: Person, now: number): Promise<Reachable> {
  const methods: Method[] = [];
  for (const [method, notifier] of watch.notifiers)
    if ((await notifier.destinationOf(person)) !== null) methods.push(method);
  const awake = isAwake(person, now, watch.zone);
  return {
    handle: person.handle,
    name: person.name,
    awake,
    awakeAt: awake ? now : nextAwake(person, now, watch.zone),
    methods,
  };
}
