import type { AlertDefinition } from "../alerts/alert.ts";
import type { Policy } from "../incidents/policy.ts";

/** A heading and all up to the next heading of the same or a higher level. */
export interface Section {
  /** Path inside the book's folder, with forward slashes: `hosts.md`. */
  readonly file: string;
  /** As GitHub makes them, unique in the file: `builds-are-queueing-up`. */
  readonly anchor: string;
  readonly heading: string;
  readonly depth: number;
  /** 1-based line of the heading. */
  readonly line: number;
  /** Markdown below the heading, subsections included, with each alert and policy block already replaced by its one-line reading. */
  readonly body: string;
  /** The alerts whose block stands directly in this section. */
  readonly alerts: readonly string[];
}

/** The team's operations book, parsed: plain data, so that one process can publish it and all others read it. */
export interface Book {
  readonly v: 1;
  /** Hash of all its files. */
  readonly version: string;
  readonly sections: readonly Section[];
  readonly alerts: readonly AlertDefinition[];
  readonly policies: readonly Policy[];
}

/** Something wrong in the book. Line and column are 1-based. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do about it, in words. */
  readonly mend: string;
}

export type BookReading =
  | { readonly ok: true; readonly book: Book; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface BookFile {
  readonly path: string;
  readonly text: string;
}
