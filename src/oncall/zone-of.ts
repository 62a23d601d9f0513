import { isZone } from "../lib/wall-time.ts";
import type { Person } from "./person.ts";

/** A person's own zone, else the team's. A stored name that this machine does not know must not stop a page. */
export function zoneOf(person: Person, teamZone: string): string {
  return person.zone !== null && isZone(person.zone) ? person.zone : teamZone;
}
