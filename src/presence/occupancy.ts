import { MINUTE, SECOND } from "../lib/durations.ts";

/** Somebody who neither acts nor writes for so long is not watching, whatever their browser says. */
const ATTENTION_MS = 10 * MINUTE;
/** A reload or a restart breaks a stream for a moment; within this the last good answer stands. */
export const BROKEN_STREAM_GRACE_MS = 10 * SECOND;

export type Occupancy = "occupied" | "empty" | "unknown";

/** What a room knows of one human. Instants are real milliseconds, null for never. */
export interface Sighting {
  readonly handle: string;
  readonly responder: boolean;
  /** Last sign that a connection of theirs was alive. */
  readonly connectedAt: number | null;
  /** Last act at the screen, opening the stream included. */
  readonly actedAt: number | null;
  /** Last message or reaction in the room. */
  readonly spokeAt: number | null;
  /** How long the last sign counts when it does not come every few seconds, as from a vendor that is asked. */
  readonly standsMs?: number;
}

const isWithin = (at: number | null, span: number, now: number): boolean =>
  at !== null && at <= now + BROKEN_STREAM_GRACE_MS && now - at < span;

const isConnected = ({ connectedAt, standsMs }: Sighting, now: number): boolean =>
  isWithin(connectedAt, standsMs ?? BROKEN_STREAM_GRACE_MS, now);

/** An occupant is a responder who is connected and attentive, or anybody who spoke lately. */
export function isOccupant(sighting: Sighting, now: number): boolean {
  if (isWithin(sighting.spokeAt, ATTENTION_MS, now)) return true;
  return (
    sighting.responder &&
    isConnected(sighting, now) &&
    isWithin(sighting.actedAt, ATTENTION_MS, now)
  );
}

/** Whether to name them among those who are here: an onlooker is, without making the room occupied. */
export function isHere(sighting: Sighting, now: number): boolean {
  return isConnected(sighting, now) || isOccupant(sighting, now);
}

/** Their connection broke while they were attentive, and they did not say that they leave: not knowing is not fine. */
function hasVanished(sighting: Sighting, now: number): boolean {
  return (
    sighting.responder &&
    isWithin(sighting.actedAt, ATTENTION_MS, now) &&
    !isConnected(sighting, now)
  );
}

/** `now` is real time. A person who left is simply not among the sightings. */
export function occupancy(sightings: readonly Sighting[], now: number): Occupancy {
  if (sightings.some((s) => isOccupant(s, now))) return "occupied";
  return sightings.some((s) => hasVanished(s, now)) ? "unknown" : "empty";
}

/** Several rooms: occupied if one is; else unknown if one is. */
export function together(rooms: readonly Occupancy[]): Occupancy {
  if (rooms.includes("occupied")) return "occupied";
  return rooms.includes("unknown") || rooms.length === 0 ? "unknown" : "empty";
}
