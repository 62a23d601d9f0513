import type { Silence } from "../ports/book-records.ts";
import type { Watch } from "./watch.ts";

/** The silences in force, and which state of them this is. */
export interface Quiet {
  readonly silences: readonly Silence[];
  readonly revision: number;
}

export async function readSilences({ silences, clock }: Watch): Promise<Quiet> {
  // In this order: silences newer than the revision are read again before anything is committed.
  const revision = await silences.revision();
  return { revision, silences: await silences.active(clock.now()) };
}
