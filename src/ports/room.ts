import type { Severity } from "../alerts/severity.ts";
import type { Labels } from "../alerts/signal.ts";
import type { Incident, Status } from "../incidents/incident.ts";
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
  /** The whole section, as Markdown; null without one, and once the incident is over. */
  readonly section: { readonly heading: string; readonly body: string } | null;
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
  /** An attempt was made before, and may have arrived. */
  readonly isUncertain: boolean;
  /** Where the summary was posted that the incident is part of; it is said there, and for all that share it. */
  readonly summary?: string;
}

/** What a room shows of an incident already. */
export interface Shown {
  /** Where it was posted; null: never, as far as is known. */
  readonly ref: string | null;
  /** An attempt to post it was made before, and may have arrived: to be looked for before it is posted again. */
  readonly isUncertain: boolean;
}

/** Many incidents of one alert, or of many, as one message. Titles and labels come from outside. */
export interface Summary {
  readonly id: string;
  /** Null: of many alerts. */
  readonly alert: string | null;
  readonly title: string;
  /** The highest of those that are open; of all once none is. */
  readonly severity: Severity;
  readonly total: number;
  readonly triggered: number;
  readonly acknowledged: number;
  readonly resolved: number;
  /** Ten at most; those that need somebody first, the newest first. */
  readonly newest: readonly {
    readonly number: number;
    readonly title: string;
    readonly labels: Labels;
    readonly measure: string | null;
    readonly status: Status;
  }[];
  /** When the first of them opened, and the last; in the clock's `now` time. */
  readonly since: number;
  readonly lastAt: number;
  /** Names. */
  readonly acknowledgedBy: readonly string[];
  /** What happens next, in words; may be empty. */
  readonly standing: string;
  readonly callsAt: number | null;
  readonly onCall: string | null;
  readonly steps: string | null;
  readonly playbookUrl: string | null;
  /** Where all of them are listed. */
  readonly url: string;
}

/** `unfinished`: something is still to be added, such as a picture; worth showing once more at once. */
export type Posted =
  | { readonly outcome: "posted"; readonly ref: string; readonly unfinished?: true }
  | Failure;
export type Wanted = "anybody" | "all";
export type PresenceAnswer =
  | { readonly outcome: "seen"; readonly sightings: readonly Sighting[] }
  | Failure;

/** The team's chat room. No retry, limit or queue inside: the pipeline owns those. */
export interface Room {
  readonly name: string;
  /** How long the last good answer about presence stands when the next one fails; real milliseconds. */
  readonly presenceGraceMs: number;
  /** Asking who is there costs calls that the vendor counts: it is done only when something hangs on it, and an answer serves for some seconds. */
  readonly presenceIsDear?: true;
  /** How many cards may be posted side by side; one after the other unless it says so, as vendors limit the rate. */
  readonly atOnce?: number;
  /** Posts the card, or updates the one behind `ref` in place. */
  show(card: Card, shown: Shown, signal: AbortSignal): Promise<Posted>;
  /** The same for many incidents together. A room without it shows a card for each, however many come. */
  summarise?(summary: Summary, shown: Shown, signal: AbortSignal): Promise<Posted>;
  say(saying: Saying, signal: AbortSignal): Promise<Posted>;
  /** Everybody who is known to be around; whoever left is missing. One who is there is enough, unless all are wanted. */
  presence(signal: AbortSignal, wanted?: Wanted): Promise<PresenceAnswer>;
  /** Asks the real service whether we may post there; posts nothing. */
  probe(signal: AbortSignal): Promise<Probe>;
}
