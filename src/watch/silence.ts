import type { Incident } from "../incidents/incident.ts";
import type { Actor } from "../oncall/person.ts";
import type { Silence } from "../ports/book-records.ts";
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
  await follow(watch, alert, by);
}

/** False when there was no such silence. */
export async function unsilence(
  watch: Watch,
  { alert, by }: { readonly alert: string; readonly by: Actor },
): Promise<boolean> {
  if (!(await watch.silences.lift(alert))) return false;
  await follow(watch, alert, by);
  return true;
}

/** The end of the longest silence that covers the alert; null when none does. */
export function silencedUntil(silences: readonly Silence[], alert: string): number | null {
  const ends = silences
    .filter((s) => s.alert === alert || s.alert === ALL_ALERTS)
    .map((s) => s.until);
  return ends.length > 0 ? Math.max(...ends) : null;
}

/** Several silences may cover one alert: its open incidents are as quiet as all that are in force say together. */
async function follow(watch: Watch, alert: string, by: Actor): Promise<void> {
  const silences = await watch.silences.active(watch.clock.now());
  const facts = await gatherFacts(watch);
  for (const incident of await openOf(watch, alert)) {
    const until = silencedUntil(silences, incident.alert);
    const event =
      until === null ? ({ kind: "unsilence" } as const) : ({ kind: "silence", by, until } as const);
    await changeIncident(watch, incident.id, event, facts);
  }
}

async function openOf(watch: Watch, alert: string): Promise<readonly Incident[]> {
  const open = await watch.incidents.open();
  return open.filter((incident) => alert === ALL_ALERTS || incident.alert === alert);
}
