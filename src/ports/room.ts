import type { Incident } from "../incidents/incident.ts";
import type { Sighting } from "../presence/occupancy.ts";
import type { Failure } from "./failure.ts";
import type { Probe } from "./probe.ts";

/** All that an adapter needs to draw an incident. Text in `incident` comes from outside: show it as text, never live. */
export interface Card {
  readonly incident: Incident;
  /** "8,200 of 5,000", or null when nothing was measured. */
  readonly measure: string | null;
  /** "Calls Ana at 03:12" or "Nobody is here. Calling Ana." or "Ana has it."; may be empty. */
  readonly standing: string;
  /** When somebody is called next; null when nobody will be. In the clock's `now` time. */
  readonly callsAt: number | null;
  /** Markdown of the playbook section's first steps; null without a section. Written by the team. */
  readonly steps: string | null;
  readonly playbookUrl: string | null;
  readonly remarks: readonly string[];
  /** Name of whoever would be called. */
  readonly onCall: string | null;
  /** Address of a picture of what was measured; null without samples. Anybody who has it may fetch it. */
  readonly chart: string | null;
}

export interface Saying {
  /** The same id is the same message: an adapter looks for it before it posts again. */
  readonly id: string;
  readonly text: string;
  readonly incident: number | null;
  /** Something a human must not miss. */
  readonly loud: boolean;
}

export type Posted = { readonly outcome: "posted"; readonly ref: string } | Failure;
export type PresenceAnswer =
  | { readonly outcome: "seen"; readonly sightings: readonly Sighting[] }
  | Failure;

/** The team's chat room. No retry, limit or queue inside: the pipeline owns those. */
export interface Room {
  readonly name: string;
  /** How long the last good answer about presence stands when the next one fails; real milliseconds. */
  readonly presenceGraceMs: number;
  /** How many cards may be posted side by side; one after the other unless it says so, as vendors limit the rate. */
  readonly atOnce?: number;
  /** Posts the card, or updates the one behind `ref` in place. */
  show(card: Card, ref: string | null, signal: AbortSignal): Promise<Posted>;
  say(saying: Saying, signal: AbortSignal): Promise<Posted>;
  /** Everybody who is known to be around; whoever left is missing. */
  presence(signal: AbortSignal): Promise<PresenceAnswer>;
  /** Asks the real service whether we may post there; posts nothing. */
  probe(signal: AbortSignal): Promise<Probe>;
}
