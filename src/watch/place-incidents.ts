import { randomUUID } from "node:crypto";
import type { Incident } from "../incidents/incident.ts";
import { afterPlacing, placeOf, type RoomLately } from "../incidents/storm.ts";
import type { PlaceId, StormRecords } from "../ports/storm-records.ts";
import { isLongOver } from "./is-long-over.ts";
import type { Watch } from "./watch.ts";

/** Each loss means that somebody else placed incidents; so many in a row mean that something is wrong. */
const TRIES = 50;

export interface Places {
  /** Ids of incidents, each with that of its summary, or null for a card of its own; what needs no place has none. */
  readonly of: ReadonlyMap<string, PlaceId>;
  /** Those that got a card now as the first of their alert. */
  readonly firsts: ReadonlySet<string>;
}

/** Where each of them is shown in a room that summarises. An incident gets its place once and keeps it; one that was over long before gets none. */
export async function placeIncidents(
  { storms, clock }: Pick<Watch, "storms" | "clock">,
  room: string,
  incidents: readonly Incident[],
): Promise<Places> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { revision, lately, placed } = await storms.look(room, incidents);
    const fresh = incidents.filter(
      (incident) => !placed.has(incident.id) && !isLongOver(incident, clock.now()),
    );
    if (fresh.length === 0) return { of: placed, firsts: new Set() };
    const places = placeAll(fresh, lately, clock.real());
    if (await storms.place(room, revision, places)) return placesOf(placed, places);
  }
  throw new Error(`room ${room}: incidents were placed by others ${TRIES} times in a row`);
}

type Placed = Parameters<StormRecords["place"]>[2];

function placeAll(incidents: readonly Incident[], before: RoomLately, now: number): Placed {
  let lately = before;
  return incidents
    .toSorted((a, b) => a.number - b.number)
    .map((incident) => {
      const place = placeOf(incident, lately, now, randomUUID());
      lately = afterPlacing(incident, place, lately, now);
      return { incident, place };
    });
}

function placesOf(before: ReadonlyMap<string, PlaceId>, places: Placed): Places {
  const of = new Map(before);
  const firsts = new Set<string>();
  for (const { incident, place } of places) {
    of.set(incident.id, place.kind === "summary" ? place.id : null);
    if (place.kind === "card" && place.isFirst) firsts.add(incident.id);
  }
  return { of, firsts };
}
