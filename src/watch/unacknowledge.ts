import type { Actor } from "../oncall/person.ts";
import type { Acted } from "./act.ts";
import { changeIncident } from "./change-incident.ts";
import type { Watch } from "./watch.ts";

/** Takes an acknowledgement back; the last one taken back goes on where escalation had been. */
export function unacknowledge(
  watch: Watch,
  {
    incident,
    by,
    token,
  }: { readonly incident: string; readonly by: Actor; readonly token: string | null },
): Promise<Acted> {
  return changeIncident(watch, incident, { kind: "unacknowledge", by, token });
}
