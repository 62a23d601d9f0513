import type { Book, Problem } from "../playbooks/book.ts";

export interface BookRecords {
  publish(book: Book): Promise<void>;
  version(): Promise<string | null>;
  load(): Promise<Book | null>;
  /** What is wrong with the files now, although an older good book is in force. */
  problems(): Promise<readonly Problem[]>;
  setProblems(problems: readonly Problem[]): Promise<void>;
}

export interface Silence {
  readonly v: 1;
  /** An alert's name, or `*` for all. */
  readonly alert: string;
  readonly until: number;
  readonly by: string;
}

export interface SilenceRecords {
  active(now: number): Promise<readonly Silence[]>;
  /** Changes with every silence that is set or lifted. Read it before `active`. */
  revision(): Promise<number>;
  set(silence: Silence): Promise<void>;
  lift(alert: string): Promise<boolean>;
  /** Those that are over, and have not been forgotten. */
  over(now: number): Promise<readonly Silence[]>;
  /** Unless it was set anew meanwhile. */
  forget(silence: Silence): Promise<void>;
}

/** One holder at a time. The fence grows with each new holder; a script compares it before it writes. */
export interface Leases {
  /** Real milliseconds. Null when somebody else holds it. */
  hold(name: string, ttlMs: number): Promise<number | null>;
  release(name: string): Promise<void>;
}
