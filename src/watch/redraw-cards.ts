import type { Watch } from "./watch.ts";

/** Cards name who will be called. When that changes without the incident changing, they are drawn again. */
export async function redrawCards(watch: Watch): Promise<void> {
  const open = await watch.incidents.open();
  const waiting = open.filter((incident) => incident.status === "triggered" && incident.told);
  for (const { id } of waiting)
    for (const room of watch.rooms) await watch.cards.again(room.name, id);
}
