import type { Watch } from "./watch.ts";

/** Cards name who will be called, and quote the book. When these change without the incident changing, they are drawn again. */
export async function redrawCards(watch: Watch): Promise<void> {
  const told = (await watch.incidents.open()).filter((incident) => incident.told);
  for (const { id } of told) for (const room of watch.rooms) await watch.cards.again(room.name, id);
}
