import type { Offer, Override, Person } from "../oncall/person.ts";

export interface PeopleRecords {
  /** In the order of joining. */
  all(): Promise<readonly Person[]>;
  find(handle: string): Promise<Person | null>;
  /** False when the handle is taken already. */
  add(person: Person): Promise<boolean>;
  update(person: Person): Promise<void>;
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
