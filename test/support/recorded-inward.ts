import type { Answer, Inward, Overview, Surroundings } from "../../src/ports/inward.ts";

export interface RecordedInward extends Inward {
  /** What it was told, in order: its verb, and what came with it. */
  readonly told: (readonly [verb: string, with_: Readonly<Record<string, unknown>>])[];
  /** What it answers to the next ones; null unless a test says so. */
  answer: Answer | null;
  pressAnswer: { readonly text: string; readonly ends: boolean } | null;
  seen: Overview;
  around: Surroundings;
  /** Waited for before a line is answered. */
  gate: Promise<void>;
}

export const EMPTY_OVERVIEW: Overview = {
  onCall: null,
  secondary: null,
  shift: null,
  open: [],
  openCount: 0,
  responder: true,
  ways: ["dm"],
  phone: null,
  url: "https://watch.test",
};

/** Stands where the rest of watchroom is, for tests of what a room tells it. People are told by their handles. */
export function recordedInward(): RecordedInward {
  const told: RecordedInward["told"] = [];
  const note = (verb: string, { person, ...rest }: { readonly person?: { handle: string } }) =>
    void told.push([verb, { ...(person && { by: person.handle }), ...rest }]);
  const it: RecordedInward = {
    told,
    answer: null,
    pressAnswer: { text: "Acknowledged.", ends: true },
    seen: EMPTY_OVERVIEW,
    around: { people: [], here: [], occupancy: "occupied", onCall: null },
    gate: Promise.resolve(),
    heard: async (line) => {
      note("heard", line);
      await it.gate;
      return it.answer;
    },
    reacted: async (reaction) => {
      note("reacted", reaction);
      return it.answer;
    },
    unreacted: async (reaction) => note("unreacted", reaction),
    answered: async (reaction) => {
      note("answered", reaction);
      return it.answer;
    },
    pressed: async (key) => {
      note("pressed", key);
      return it.pressAnswer;
    },
    acknowledgedAll: async (act) => {
      note("acknowledgedAll", act);
      return it.answer;
    },
    unacknowledgedAll: async (act) => {
      note("unacknowledgedAll", act);
      return it.answer;
    },
    alertOf: async (incident) => (incident === 17 ? "builds-queue-backlog" : null),
    duty: async () => ({ name: "Ana", until: null, next: null }),
    overview: async () => it.seen,
    presenceChanged: async () => note("presenceChanged", {}),
    surroundings: async () => it.around,
    vocabulary: () => ({
      reactions: { acknowledge: ["eyes"], resolve: ["checkered_flag"], escalate: ["sos"] },
      commands: [],
    }),
  };
  return it;
}
