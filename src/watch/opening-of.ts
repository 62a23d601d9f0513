import type { AlertDefinition } from "../alerts/alert.ts";
import type { Severity } from "../alerts/severity.ts";
import type { Signal } from "../alerts/signal.ts";
import type { Opening } from "../incidents/open-incident.ts";
import { BUILT_IN_POLICY } from "../incidents/policy.ts";
import { oneLine } from "../lib/plain.ts";
import { formatInstant } from "../lib/wall-time.ts";
import { policyNamed, sectionOfAlert } from "../playbooks/look-up.ts";
import type { Silence } from "../ports/book-records.ts";
import { silencedUntil } from "./silence.ts";
import type { Watch } from "./watch.ts";

export interface Opens {
  readonly id: string;
  readonly signal: Signal;
  /** Which alert of the book it means; null when the book has none. */
  readonly alert: AlertDefinition | null;
  readonly silences: readonly Silence[];
}

/** What the book, the silences in force and the signal itself say of the incident that a signal opens. */
export function openingOf(
  { book, zone, clock }: Pick<Watch, "book" | "zone" | "clock">,
  { id, signal, alert, silences }: Opens,
): Opening {
  const section = alert ? sectionOfAlert(book(), alert.name) : null;
  const { after } = signal;
  const remarks = [
    ...(alert ? [] : ["The book has no section for this alert."]),
    ...(alert || signal.severity
      ? []
      : ["The sender named no severity that is known here, so it counts as critical."]),
    ...(after
      ? [
          `#${after.number} was resolved by ${oneLine(after.by, 40)} at ${formatInstant(after.at, zone, clock.now())}, and it still fires.`,
        ]
      : []),
  ];
  return {
    id,
    signal,
    alert,
    playbook: section && { file: section.file, anchor: section.anchor, heading: section.heading },
    severity: severityOf({ signal, alert }),
    remarks,
    policy: policyNamed(book(), alert?.policy ?? BUILT_IN_POLICY.name) ?? BUILT_IN_POLICY,
    silencedUntil: silencedUntil(silences, alert?.name ?? signal.alert),
  };
}

/** The book beats the sender. */
export function severityOf({ signal, alert }: Pick<Opens, "signal" | "alert">): Severity {
  return alert?.severity ?? signal.severity ?? "critical";
}
