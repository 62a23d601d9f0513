/** A member of the team. `handle` is unique and never changes; `joinedAt` orders them. */
export interface Person {
  readonly v: 1;
  readonly handle: string;
  readonly name: string;
  readonly joinedAt: number;
  /** May be paged. */
  readonly responder: boolean;
  /** IANA name; null means the team's zone. */
  readonly zone: string | null;
  /** Where somebody was met first who has not joined on our own page: the phone there is not theirs. */
  readonly joinedBy?: string;
  /** Their own order and delays of being reached; missing: as the policy says. */
  readonly rules?: readonly ContactRule[];
  /** Handle of the person that they turned out to be: this one is no member any more. */
  readonly mergedInto?: string;
}

/** "By SMS, two minutes after the first step that pages me." At once: 0. */
export interface ContactRule {
  readonly method: "dm" | "push" | "sms" | "voice";
  readonly afterMs: number;
}

/** Who did something, and through what: "room", "api", "voice". */
export interface Actor {
  readonly handle: string;
  readonly name: string;
  readonly via: string;
}

/** A plain change of who is on call. Beats the order of joining. Instants in milliseconds. */
export interface Override {
  readonly v: 1;
  readonly id: string;
  readonly handle: string;
  readonly from: number;
  readonly until: number | null;
  readonly madeBy: string;
  readonly note: string | null;
}

/** "Take it from me": asked, not yet answered. Until it is accepted the giver stays on call. */
export interface Offer {
  readonly v: 1;
  readonly id: string;
  readonly giver: string;
  readonly taker: string;
  readonly askedAt: number;
  readonly until: number | null;
  readonly note: string | null;
}
