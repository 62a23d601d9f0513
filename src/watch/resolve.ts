import type { Actor } from "../oncall/person.ts";
import type { Acted } from "./act.ts";
import { changeIncident } from "./change-incident.ts";
import type { Watch } from "./watch.ts";

/** By hand: closed until the alert recovers, or for half an hour. */
export function resolve(
  watch: Watch,
  { incident, by }: { readonly incident: string; readonly by: Actor },
): Promise<Acted> {
  return changeIncident(watch, incident, { kind: "resolve", by });
}
