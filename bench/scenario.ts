import type { Fsync } from "./watchroom.ts";

/** One line of the table. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number };
  /** What Alertmanager did on a machine of two cores, for context. */
  readonly alertmanager?: string;
}

/** What one run gave, by the id of its row. */
export type Measured = Readonly<Record<string, number>>;

export interface Scenario {
  readonly name: string;
  readonly rows: readonly Row[];
  /** False: the disk plays no part in it. */
  readonly writes: boolean;
  /** One run, with processes of its own. `quick` makes it short, and its figures rough. */
  run(fsync: Fsync, quick: boolean): Promise<Measured>;
}
