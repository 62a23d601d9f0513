import { factsAt, type Known } from "../incidents/facts-at.ts";
import type { Facts } from "../incidents/incident.ts";
import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import { together } from "../presence/occupancy.ts";
import { readRooms } from "./read-rooms.ts";
import type { Watch } from "./watch.ts";

/** What deciding needs to know of the world, at one instant. Gathered before the incident is loaded. */
export async function gatherFacts(watch: Watch): Promise<Facts> {
  const now = watch.clock.now();
  const [team, rooms] = await Promise.all([knownTeam(watch, now), readRooms(watch)]);
  return factsAt({ ...team, occupancy: together(rooms.map((room) => room.occupancy)) }, now);
}

/** All but the room, for `now` and what follows it. */
export async function knownTeam(watch: Watch, now: number): Promise<Omit<Known, "occupancy">> {
  const [people, overrides] = await Promise.all([watch.people.all(), watch.roster.overrides(now)]);
  return {
    people,
    overrides,
    reach: new Map(
      await Promise.all(
        people.map(async (person) => [person.handle, await methodsOf(watch, person)] as const),
      ),
    ),
    methods: [...watch.notifiers.keys()],
    zone: watch.zone,
  };
}

async function methodsOf(watch: Watch, person: Person): Promise<readonly Method[]> {
  const methods: Method[] = [];
  if (!person.responder) return methods;
  for (const [method, notifier] of watch.notifiers)
    if ((await notifier.destinationOf(person)) !== null) methods.push(method);
  return methods;
}
