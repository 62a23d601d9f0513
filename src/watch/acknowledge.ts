import type { Actor } from "../oncall/person.ts";
import type { Acted } from "./act.ts";
import { changeIncident } from "./change-incident.ts";
import type { Watch } from "./watch.ts";

interface Acknowledge {
  readonly incident: string;
  readonly by: Actor;
  /** When the human acted. */
  readonly at: number;
  /** What it hangs on, so that it can be taken back by itself. */
  readonly token: string | null;
  /** `ack for 2h`. */
  readonly forMs: number | null;
}

/** A human has it: everything stops everywhere. */
export function acknowledge(watch: Watch, { incident, ...act }: Acknowledge): Promise<Acted> {
  return changeIncident(watch, incident, { kind: "acknowledge", ...act });
}
