/** How a call stands, in the words that Twilio and Telnyx share. */
type CallState =
  | { readonly kind: "under-way" }
  | { readonly kind: "answered" }
  | { readonly kind: "over"; readonly why: "completed" | "no-answer" | "busy" | "cancelled" }
  /** It could not be completed as dialled. */
  | { readonly kind: "failed" };

const STATES: Readonly<Record<string, CallState>> = {
  "in-progress": { kind: "answered" },
  answered: { kind: "answered" },
  completed: { kind: "over", why: "completed" },
  "no-answer": { kind: "over", why: "no-answer" },
  busy: { kind: "over", why: "busy" },
  canceled: { kind: "over", why: "cancelled" },
  failed: { kind: "failed" },
};

/** A word that nobody told us of is no end. */
export function callState(status: string): CallState {
  return Object.hasOwn(STATES, status) ? STATES[status]! : { kind: "under-way" };
}
