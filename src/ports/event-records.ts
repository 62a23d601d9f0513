/** Something that a vendor told us. */
export interface NewEvent {
  /** Whatever shares one of them with an event that came within the last day is the same event again. */
  readonly ids: readonly string[];
  /** Events of one line are handled one after the other, in the order in which they came. */
  readonly line: string;
  /** JSON. */
  readonly body: unknown;
  /** Nothing but a sign that somebody is there: may be left out while too much waits. */
  readonly isTalk: boolean;
}

export interface WaitingEvent {
  readonly id: string;
  readonly line: string;
  readonly body: unknown;
  /** It was in somebody's hand before, who may have died of it. */
  readonly isSuspect: boolean;
}

/** What one vendor told us and what is not handled yet. Throws when the store is away. */
export interface EventRecords {
  /** For whose act this is, in a notice: "Slack". */
  readonly vendor: string;
  /** The lease under which one process at a time handles them. */
  readonly lease: string;
  /** Durable when it resolves. False: it was stored before. */
  add(event: NewEvent): Promise<boolean>;
  /** The oldest first, without those in `except`. What a newer version wrote is left out and stays. */
  waiting(limit: number, except: ReadonlySet<string>): Promise<readonly WaitingEvent[]>;
  /** To be called right before it is handled. Answers how many processes died with it in hand; null: another one handles now. */
  take(id: string, fence: number): Promise<number | null>;
  done(id: string): Promise<void>;
  /** Out of the way, and kept for a human to look at, with the reason. */
  setAside(id: string, reason: string): Promise<void>;
}
