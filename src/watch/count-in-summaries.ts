import type { Incident } from "../incidents/incident.ts";
import { memberOf } from "../incidents/summary-member.ts";
import type { Room } from "../ports/room.ts";
import { placeIncidents } from "./place-incidents.ts";
import type { Watch } from "./watch.ts";

const REF = "summary:";

type Counting = Pick<Watch, "storms" | "clock" | "cards">;

/** An incident that has a card of its own. */
export interface OwnCard {
  readonly incident: Incident;
  /** It got that now, as the first of its alert. */
  readonly isFirst: boolean;
}

/**
 * Counts those that this room shows as part of a summary, which is then to be drawn; they have no card. Answers the
 * others. Should this end in between, they are still to be shown, and are counted once all the same.
 */
export async function countInSummaries(
  watch: Counting,
  { name }: Pick<Room, "name">,
  incidents: readonly Incident[],
): Promise<readonly OwnCard[]> {
  const places = await placeIncidents(watch, name, incidents);
  const shared = incidents.flatMap((incident) => {
    const summary = places.of.get(incident.id) ?? null;
    return summary === null ? [] : [{ incident, summary }];
  });
  if (shared.length > 0)
    await watch.storms.count(
      name,
      shared.map(({ incident, summary }) => ({
        incident: incident.id,
        summary,
        member: memberOf(incident),
      })),
    );
  await Promise.all(
    shared.map(({ incident: { id, revision }, summary }) =>
      watch.cards.done(name, id, { ref: REF + summary, revision }),
    ),
  );
  return incidents
    .filter(({ id }) => (places.of.get(id) ?? null) === null)
    .map((incident) => ({ incident, isFirst: places.firsts.has(incident.id) }));
}

/** The same for one whose card is due. `ref`: where that was posted; null: nowhere. */
export async function isInSummary(
  watch: Counting,
  room: Pick<Room, "name" | "summarise">,
  incident: Incident,
  ref: string | null,
): Promise<boolean> {
  if (!room.summarise || (ref !== null && !ref.startsWith(REF))) return false;
  return (await countInSummaries(watch, room, [incident])).length === 0;
}
