import type { Sighting } from "../presence/occupancy.ts";

/** A message of the local room. `card` and `html` are what the adapter drew; `to` makes it private. */
export interface RoomMessage {
  readonly v: 1;
  readonly id: string;
  /** In `now` time. */
  readonly at: number;
  readonly author: string;
  readonly authorName: string;
  readonly bot: boolean;
  readonly text: string;
  readonly html: string;
  readonly incident: number | null;
  /** Id of the incident that a reaction is about. */
  readonly incidentId: string | null;
  readonly card: unknown;
  readonly loud: boolean;
  readonly to: string | null;
  /** What a reaction answers, for instance an offered handoff. */
  readonly subject: string | null;
}

export interface Reaction {
  readonly emoji: string;
  readonly by: string;
  readonly byName: string;
  readonly at: number;
}

/** A page on the pretend phone. `ringsUntil` in real time. */
export interface PhonePage {
  readonly v: 1;
  readonly id: string;
  readonly handle: string;
  readonly notifier: string;
  readonly state: "ringing" | "shown" | "ended";
  readonly text: string;
  readonly incidents: readonly number[];
  readonly at: number;
  readonly ringsUntil: number | null;
  readonly note: string | null;
}

/** A change that open pages are told of; they read the newest state themselves. */
export interface RoomEvent {
  readonly id: string;
  readonly kind: "message" | "presence" | "phone";
  /** Message or phone page. */
  readonly about: string;
}

export interface LocalRoomRecords {
  /** The same id replaces the message. */
  saveMessage(message: RoomMessage): Promise<void>;
  message(id: string): Promise<(RoomMessage & { readonly reactions: readonly Reaction[] }) | null>;
  /** The last 500, oldest first. */
  messages(): Promise<readonly (RoomMessage & { readonly reactions: readonly Reaction[] })[]>;
  /** False when it was there already. */
  addReaction(message: string, reaction: Reaction): Promise<boolean>;
  /** The reaction that was there, or null. */
  removeReaction(message: string, emoji: string, by: string): Promise<Reaction | null>;

  savePhonePage(page: PhonePage): Promise<void>;
  phonePage(id: string): Promise<PhonePage | null>;
  /** Newest first, at most 20. */
  phonePages(handle: string): Promise<readonly PhonePage[]>;

  /** Real instants; undefined leaves the field. */
  sighted(
    handle: string,
    at: { readonly connected?: number; readonly acted?: number; readonly spoke?: number },
  ): Promise<void>;
  left(handle: string): Promise<void>;
  sightings(): Promise<readonly Omit<Sighting, "responder">[]>;

  presenceChanged(): Promise<void>;
  lastEvent(): Promise<string>;
  /** All that are kept after `id`, at once. */
  eventsSince(id: string): Promise<readonly RoomEvent[]>;
  /** Waits up to so many real milliseconds for the first event after `id`. */
  events(after: string, waitMs: number): Promise<readonly RoomEvent[]>;
}
