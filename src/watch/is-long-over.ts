import { HOUR } from "../lib/durations.ts";
import type { Incident } from "../incidents/incident.ts";

/** In `now` time. */
const NO_NEWS_MS = HOUR;

/** What was over for so long when a room could be told first is no news. */
export function isLongOver({ resolvedAt }: Pick<Incident, "resolvedAt">, now: number): boolean {
  return resolvedAt !== null && now - resolvedAt > NO_NEWS_MS;
}
