/** Something that the bot says in every room, as it waits to be said. */
export interface StoredSaying {
  readonly v: 1;
  /** Of an incident: its id, its revision, and an index. */
  readonly id: string;
  /** Id of the incident that it is about; null: of none. */
  readonly incident: string | null;
  readonly text: string;
  readonly loud: boolean;
  /** It is said although paging is held. */
  readonly whileHeld?: true;
}

export interface TakenSaying {
  readonly saying: StoredSaying;
  /** It was taken before, and what became of that is not known. */
  readonly isUncertain: boolean;
}

/** What is to be said, for each room by itself. Instants are real milliseconds. */
export interface SayingRecords {
  /** Joins the others in every room, unless it waits there already. It counts as tried before, as nobody remembers what was said. */
  add(saying: StoredSaying): Promise<void>;
  /** The oldest that is due, for so long: nobody else is given it meanwhile, nor a later one of its incident before it is done. Null: none is. */
  take(room: string, now: number, leaseMs: number): Promise<TakenSaying | null>;
  done(room: string, id: string): Promise<void>;
  /** Not before then, or a minute from now if that is earlier. `isUncertain`: what was tried may have arrived. */
  later(room: string, id: string, at: number, isUncertain: boolean): Promise<void>;
  /** Moves here what an older version left in the outbox; it may have been said. */
  takeOver(saying: StoredSaying): Promise<void>;
}
