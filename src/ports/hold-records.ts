/** Nobody is paged and nothing is said until somebody lifts it. */
export interface Hold {
  readonly v: 1;
  /** When it was put on; real milliseconds. */
  readonly since: number;
  /** Why, as people are told: "after a restore". */
  readonly why: string;
}

export interface HoldRecords {
  current(): Promise<Hold | null>;
  /** What waited is due at once. False when nothing was held. */
  lift(): Promise<boolean>;
}
