import type { Failure } from "../../src/ports/failure.ts";
import type { Room, Shown, Summary } from "../../src/ports/room.ts";

interface Summarising {
  /** What was posted or updated, oldest first. */
  readonly drawn: { readonly summary: Summary; readonly shown: Shown }[];
  /** What becomes of each; by default it arrives. */
  answer: (() => Promise<Failure | null> | Failure | null) | null;
}

/** Lets a stand-in room show many incidents as one message. */
export function summarising(room: Room): Summarising {
  const it: Summarising = { drawn: [], answer: null };
  room.summarise = async (summary, shown) => {
    const failure = (await it.answer?.()) ?? null;
    if (failure) return failure;
    it.drawn.push({ summary, shown });
    return { outcome: "posted", ref: shown.ref ?? `s-${summary.id}` };
  };
  return it;
}
