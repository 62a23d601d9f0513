import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { CallScript } from "./callbacks.ts";
import type { Failure } from "./failure.ts";
import type { Probe } from "./probe.ts";
import type { Card } from "./room.ts";

/** How the incidents of a page stand, taken together. */
export type Standing =
  /** Somebody is needed. */
  | { readonly kind: "open" }
  /** Names of those who have them. */
  | { readonly kind: "acknowledged"; readonly by: readonly string[] }
  | { readonly kind: "resolved" }
  | { readonly kind: "silenced" };

/** One page, frozen when it was claimed: acknowledging it acknowledges exactly these incidents. */
export interface PageMessage {
  readonly id: string;
  /** Whom it goes to; of a hand-over, the name of its service. */
  readonly handle: string;
  /** Opens the callbacks of this attempt, and nothing else; for one path segment. A secret; expires. */
  readonly token: string;
  /** Incident numbers, the newest alerts first. */
  readonly incidents: readonly number[];
  /** How often its first incident has been taken, given back or opened anew: what a service has closed does not ring again under its old key. */
  readonly generation: number;
  /** Plain text without markup: "Incident 17. Builds are queueing up, 8,200 of 5,000." */
  readonly text: string;
  /** One line for a notification: "Builds are queueing up". */
  readonly title: string;
  /** The whole of an SMS, in ASCII: number, what, value, how to answer, and the link where phones reach it. */
  readonly sms: string;
  /** What a call says first; where no answer can reach us, all that it says. */
  readonly call: CallScript;
  /** Something critical is among them. */
  readonly urgent: boolean;
  /** For this page's person alone; they expire, and are secrets. `acknowledge` acts on a POST, and only once. */
  readonly links: { readonly view: string; readonly acknowledge: string };
  readonly standing: Standing;
  /** Its incidents as they are now, for notifiers that show more than a line. */
  cards(): Promise<readonly Card[]>;
}

/** A destination that was made for one person. */
export interface Invitation {
  readonly destination: string;
  /** How to be reached there, as Markdown, for that person alone. */
  readonly how: string;
}

export type Delivery = { readonly outcome: "sent"; readonly providerId: string | null } | Failure;

/** How what was sent goes on, as its provider tells. */
export type ProgressState =
  /** Taken, queued, ringing, handed to the carrier. */
  | { readonly kind: "under-way" }
  /** Somebody, or a voicemail, has picked up: no proof of a human. */
  | { readonly kind: "answered" }
  /** On the phone's screen, as far as anybody can tell: no proof of a human. */
  | { readonly kind: "delivered" }
  /** A call has ended by itself. */
  | { readonly kind: "over"; readonly why: "completed" | "no-answer" | "busy" | "cancelled" }
  /** It reached nobody, and by this provider it will not. */
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Its person acknowledged there. `by`: a name to show, where the service knows better than we do. */
  | { readonly kind: "acknowledged"; readonly by: string | null };

export interface Progress {
  readonly providerId: string | null;
  /** Grows within one call or message; null: this provider counts none. */
  readonly sequence: number | null;
  readonly state: ProgressState;
}

/** A way out to one person, or to a service that calls people itself. One `send`; no retry, deduplication, limit or sleep inside. */
export interface Notifier {
  readonly method: Method;
  /** Unique among those of one method: "twilio". */
  readonly name: string;
  /** Stands for a real one where none is set up: reaches nobody who does not look at our page. */
  readonly pretend?: true;
  /** How long one send may take, in real milliseconds. */
  readonly timeoutMs: number;
  /** How long a page may ring, so that no other call goes out beside it; null when it does not ring. Real milliseconds. */
  readonly ringsMs: number | null;
  /** Where to reach them, or null when they cannot be reached this way. A hand-over answers for anybody. */
  destinationOf(person: Person): Promise<string | null>;
  /** Makes a destination for somebody. Missing where people bring their own, as a phone number. */
  readonly invite?: () => Invitation;
  /** Asks whether what somebody gives would reach them, and them alone, before it is kept; contacts nobody. Missing where nobody can tell. */
  readonly accepts?: (destination: string, signal: AbortSignal) => Promise<Delivery>;
  send(page: PageMessage, to: string, signal: AbortSignal): Promise<Delivery>;
  /** Hangs up, withdraws or updates what `send` started. `page` as it is now: who has it, or that it is over. */
  stop(providerId: string, signal: AbortSignal, page: PageMessage): Promise<Delivery>;
  /** `stop` finds by the page alone what was sent, so that it also ends what nobody knows the id of, and is then given "". */
  readonly stopsByPage?: true;
  /** Asks how something that was sent stands. Missing where the provider tells by itself, or cannot be asked. */
  readonly follow?: (providerId: string, signal: AbortSignal) => Promise<ProgressState | Failure>;
  /** For how long it is asked, while somebody is needed; a quarter of an hour where this is missing. Real milliseconds. */
  readonly followsForMs?: number;
  /** Plain words that are no page: a code, an answer. Missing where only pages can be sent. A call says them twice. */
  readonly tell?: (text: string, to: string, signal: AbortSignal) => Promise<Delivery>;
  /** Asks the real service whether a page would go out; contacts nobody. */
  probe(signal: AbortSignal): Promise<Probe>;
}
