import type { AlertDefinition } from "../alerts/alert.ts";
import type { Labels } from "../alerts/signal.ts";
import type { Policy } from "../incidents/policy.ts";
import type { Book, Section } from "./book.ts";

export function alertNamed(book: Book, name: string): AlertDefinition | null {
  return book.alerts.find((alert) => alert.name === name) ?? null;
}

export function sectionOfAlert(book: Book, alert: string): Section | null {
  return book.sections.find(({ alerts }) => alerts.includes(alert)) ?? null;
}

export function policyNamed(book: Book, name: string): Policy | null {
  return book.policies.find((policy) => policy.name === name) ?? null;
}

/**
 * Which alert of the book a signal from outside means: the one of that name, or the first `inbound` one whose `match`
 * fits the labels. The signal's own name counts as the label `alertname`.
 */
export function inboundAlert(
  book: Book,
  { alert, labels }: { readonly alert: string; readonly labels: Labels },
): AlertDefinition | null {
  const known = alertNamed(book, alert);
  if (known !== null) return known;
  const all = new Map([...Object.entries(labels), ["alertname", alert] as const]);
  return (
    book.alerts.find(
      ({ source }) => source.kind === "inbound" && fits(source.options["match"], all),
    ) ?? null
  );
}

/** An empty `match` fits nothing: it would swallow every signal. */
function fits(match: unknown, labels: ReadonlyMap<string, string>): boolean {
  if (typeof match !== "object" || match === null) return false;
  const pairs = Object.entries(match);
  return pairs.length > 0 && pairs.every(([label, value]) => labels.get(label) === value);
}
