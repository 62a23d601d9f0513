import type { Actor } from "../oncall/person.ts";
import { changeIncident } from "./change-incident.ts";
import { gatherFacts } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

export const ALL_ALERTS = "*";

/** Known and quiet until then; open incidents of the alert are silenced too. `alert` is a name, or `*`. */
export async function silence(
  watch: Watch,
  { alert, until, by }: { readonly alert: string; readonly until: number; readonly by: Actor },
): Promise<void> {
  await watch.silences.set({ v: 1, alert, until, by: by.handle });
  const facts = await gatherFacts(watch);
  for (const id of await openOf(watch, alert))
    await changeIncident(watch, id, { kind: "silence", by, until }, facts);
}

/** False when there was no such silence. */
export async function unsilence(
  watch: Watch,
  { alert }: { readonly alert: string; readonly by: Actor },
): Promise<boolean> {
  if (!(await watch.silences.lift(alert))) return false;
  const facts = await gatherFacts(watch);
  for (const id of await openOf(watch, alert))
    await changeIncident(watch, id, { kind: "unsilence" }, facts);
  return true;
}

async function openOf(watch: Watch, alert: string): Promise<readonly string[]> {
  const open = await watch.incidents.open();
  return open
    .filter((incident) => alert === ALL_ALERTS || incident.alert === alert)
    .map((incident) => incident.id);
}
