import type { Offer, Override, Person } from "../oncall/person.ts";

export interface PeopleRecords {
  /** In the order of joining; without those who turned out to be somebody else. */
  all(): Promise<readonly Person[]>;
  find(handle: string): Promise<Person | null>;
  /** False when the handle is taken already. */
  add(person: Person): Promise<boolean>;
  /** Asks again when somebody else was faster. Answers the person as they are now; null when there is none that can be read. */
  change(handle: string, into: (now: Person) => Person): Promise<Person | null>;
}

export interface RosterRecords {
  /** Overrides that may still matter at `now`, oldest first. */
  overrides(now: number): Promise<readonly Override[]>;
  addOverride(override: Override): Promise<void>;
  offer(id: string): Promise<Offer | null>;
  offers(): Promise<readonly Offer[]>;
  addOffer(offer: Offer): Promise<void>;
  /** Removes the offer and, when accepted, writes its override, in one step. False when it was answered already. */
  answerOffer(id: string, override: Override | null): Promise<boolean>;
}
