import type { Actor } from "../oncall/person.ts";
import type { Acted } from "./act.ts";
import { changeIncident } from "./change-incident.ts";
import type { Watch } from "./watch.ts";

/** Somebody is needed now: the next step, or the person named. */
export function escalate(
  watch: Watch,
  {
    incident,
    by,
    to,
  }: { readonly incident: string; readonly by: Actor; readonly to: string | null },
): Promise<Acted> {
  return changeIncident(watch, incident, { kind: "escalate", by, to });
}
