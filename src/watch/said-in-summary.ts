import { MINUTE } from "../lib/durations.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Room } from "../ports/room.ts";
import { placeIncidents } from "./place-incidents.ts";
import type { Watch } from "./watch.ts";

/** Real. */
const SAID_FOR_MS = 10 * MINUTE;

/** `alone`: as of any incident. `left-out`: this room is not told. */
export type SaidInSummary =
  | { readonly kind: "alone" }
  | { readonly kind: "left-out" }
  | {
      readonly kind: "together";
      /** Where the summary was posted; null: not yet. */
      readonly ref: string | null;
    };

/**
 * How something is said of an incident that a room may show as one of many: said of each, it would drown everything
 * else. What nobody must miss is said once for all that share a summary; `saying` is the id under which it is tried
 * again.
 */
export async function saidInSummary(
  watch: Pick<Watch, "storms" | "clock">,
  room: Pick<Room, "name" | "summarise">,
  incident: Incident | null,
  { id, text, loud }: { readonly id: string; readonly text: string; readonly loud: boolean },
): Promise<SaidInSummary> {
  if (!room.summarise || !incident?.told) return { kind: "alone" };
  const places = await placeIncidents(watch, room.name, [incident]);
  const summary = places.of.get(incident.id) ?? null;
  if (summary === null) return { kind: "alone" };
  if (!loud || !(await watch.storms.saysFirst(summary, text, id, SAID_FOR_MS)))
    return { kind: "left-out" };
  return { kind: "together", ref: (await watch.storms.find(summary))?.ref ?? null };
}
