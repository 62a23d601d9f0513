import { wallTimeAt, wallTimeToInstant } from "../lib/wall-time.ts";
import type { Person } from "./person.ts";
import { zoneOf } from "./zone-of.ts";

const WAKES_AT_HOUR = 8;
const SLEEPS_AT_HOUR = 22;

export function isAwake(person: Person, now: number, teamZone: string): boolean {
  return isDaytime(zoneOf(person, teamZone), now);
}

/** Whether people in this zone are awake. */
export function isDaytime(zone: string, now: number): boolean {
  const { hour } = wallTimeAt(now, zone);
  return hour >= WAKES_AT_HOUR && hour < SLEEPS_AT_HOUR;
}

/** The next instant at which they are awake: `now` if they are. */
export function nextAwake(person: Person, now: number, teamZone: string): number {
  if (isAwake(person, now, teamZone)) return now;
  const zone = zoneOf(person, teamZone);
  const wall = wallTimeAt(now, zone);
  const day = wall.hour < WAKES_AT_HOUR ? wall.day : wall.day + 1;
  return wallTimeToInstant({ ...wall, day, hour: WAKES_AT_HOUR, minute: 0 }, zone);
}
