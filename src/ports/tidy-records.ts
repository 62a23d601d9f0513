/** What is removed when it is old. Every call takes a small step, and may be repeated. Instants in `now` time. */
export interface TidyRecords {
  /** When the job last came to its end; null before the first time. */
  doneAt(job: TidyJob): Promise<number | null>;
  setDone(job: TidyJob, at: number): Promise<void>;
  /** Looks at some incidents behind the number `after`, and deletes those that were resolved before the instant. */
  forgetIncidents(
    after: number,
    resolvedBefore: number,
  ): Promise<{
    readonly deleted: number;
    /** Null: there are no more that could be so old. */
    readonly next: number | null;
  }>;
  /** Everything that nobody points to any more, and alerts that are neither in the book nor were seen since the instant. */
  sweep(alerts: ReadonlySet<string>, seenBefore: number): Promise<void>;
  /** Removes samples that are too old, then the oldest beyond so many bytes. */
  trimSamples(now: number, maxBytes: number): Promise<{ readonly droppedForRoom: boolean }>;
}

export type TidyJob = "day" | "samples";
