import type { Severity } from "../alerts/severity.ts";
import { nextCallAt } from "./change.ts";
import type { Incident, Status } from "./incident.ts";

/** An incident as a summary counts it. Instants in `now` time. */
export interface SummaryMember {
  readonly v: 1;
  readonly number: number;
  readonly revision: number;
  readonly status: Status;
  readonly severity: Severity;
  readonly openedAt: number;
  readonly callsAt: number | null;
  /** Names of those who have it. */
  readonly holders: readonly string[];
}

export function memberOf(incident: Incident): SummaryMember {
  const { number, revision, status, severity, openedAt, acknowledgements } = incident;
  return {
    v: 1,
    number,
    revision,
    status,
    severity,
    openedAt,
    callsAt: nextCallAt(incident),
    holders: [...new Set(acknowledgements.map(({ actor }) => actor.name))],
  };
}
