import { listed } from "../lib/listed.ts";
import { isHere, isOccupant, type Occupancy, type Sighting } from "../presence/occupancy.ts";
import type { Person } from "../oncall/person.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { whoIsHere } from "../watch/who-is-here.ts";
import type { Command } from "./command.ts";
import { tellRoom, usageOf } from "./reply.ts";
import { name } from "./said.ts";

export const here: Command = {
  name: "here",
  usage: "here",
  summary: "Who is here, and whether the room counts as occupied.",
  respondersOnly: false,
  forGuests: true,
  async run({ watch }, words) {
    if (words.length > 0) return usageOf(here);
    const [rooms, people] = await Promise.all([whoIsHere(watch), watch.people.all()]);
    const now = watch.clock.real();
    const lines = rooms.map(({ room, occupancy, sightings }) => {
      const prefix = rooms.length > 1 ? `**${plainMarkdown(room, 40)}**: ` : "";
      return `${prefix}${sayWho(sightings, people, now)} ${COUNTS_AS[occupancy]}`;
    });
    return tellRoom(lines.length > 0 ? lines.join("\n\n") : "There is no room to look into.");
  },
};

const COUNTS_AS = {
  occupied: "The room counts as occupied.",
  empty: "The room counts as empty.",
  unknown: "Whether anybody is watching is not known, so it counts as empty.",
} as const satisfies Record<Occupancy, string>;

function sayWho(sightings: readonly Sighting[], people: readonly Person[], now: number): string {
  const names = (some: readonly Sighting[]): string =>
    listed(
      some.map(({ handle }) =>
        name(people.find((person) => person.handle === handle) ?? { name: handle }),
      ),
    );
  const occupants = sightings.filter((sighting) => isOccupant(sighting, now));
  const onlookers = sightings.filter(
    (sighting) => isHere(sighting, now) && !isOccupant(sighting, now),
  );
  return [
    ...(occupants.length > 0
      ? [`${names(occupants)} ${occupants.length === 1 ? "is" : "are"} here.`]
      : []),
    ...(onlookers.length > 0 ? [`Connected, but not counted: ${names(onlookers)}.`] : []),
    ...(occupants.length + onlookers.length === 0 ? ["Nobody is here."] : []),
  ].join(" ");
}
