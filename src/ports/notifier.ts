import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { Failure } from "./failure.ts";
import type { Probe } from "./probe.ts";
import type { Card } from "./room.ts";

/** One page, frozen when it was claimed: acknowledging it acknowledges exactly these incidents. */
export interface PageMessage {
  readonly id: string;
  /** Incident numbers, the newest alerts first. */
  readonly incidents: readonly number[];
  /** Plain text without markup: "Incident 17. Builds are queueing up, 8,200 of 5,000." */
  readonly text: string;
  /** One line for a notification: "Builds are queueing up". */
  readonly title: string;
  /** Something critical is among them. */
  readonly urgent: boolean;
  /** For this page's person alone; they expire, and are secrets. `acknowledge` acts on a POST, and only once. */
  readonly links: { readonly view: string; readonly acknowledge: string };
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

/** A way out to one person. One `send`; no retry, deduplication, limit or sleep inside. */
export interface Notifier {
  readonly method: Method;
  readonly name: string;
  /** Stands for a real one where none is set up: reaches nobody who does not look at our page. */
  readonly pretend?: true;
  /** How long one send may take, in real milliseconds. */
  readonly timeoutMs: number;
  /** How long a page may ring, so that no other call goes out beside it; null when it does not ring. Real milliseconds. */
  readonly ringsMs: number | null;
  /** Where to reach them, or null when they cannot be reached this way. */
  destinationOf(person: Person): Promise<string | null>;
  /** Makes a destination for somebody. Missing where people bring their own, as a phone number. */
  readonly invite?: () => Invitation;
  send(page: PageMessage, to: string, signal: AbortSignal): Promise<Delivery>;
  /** Hangs up or withdraws what `send` started. `page` as it is now: who has it, or that it is over. */
  stop(providerId: string, signal: AbortSignal, page: PageMessage): Promise<Delivery>;
  /** Asks the real service whether a page would go out; contacts nobody. */
  probe(signal: AbortSignal): Promise<Probe>;
}
