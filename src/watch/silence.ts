import { quietUntil } from "../incidents/acknowledgement.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Actor } from "../oncall/person.ts";
import type { Silence } from "../ports/book-records.ts";
import { changeIncident } from "./change-incident.ts";
import { gatherFacts } from "./gather-facts.ts";
import { readSilences } from "./read-silences.ts";
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

/**
 * Several silences may cover one alert: its open incidents are as quiet as all that are in force say together. What is
 * opened by older ones is refused by the store; what somebody else sets or lifts meanwhile is followed, too.
 */
async function follow(watch: Watch, alert: string, by: Actor): Promise<void> {
  const facts = await gatherFacts(watch);
  for (let followed = -1; followed !== (await watch.silences.revision());) {
    const { silences, revision } = await readSilences(watch);
    for (const incident of await openOf(watch, alert)) {
      const until = silencedUntil(silences, incident.alert);
      if (until !== null && until === quietUntil(incident.phase)) continue;
      const event =
        until === null
          ? ({ kind: "unsilence" } as const)
          : ({ kind: "silence", by, until } as const);
      await changeIncident(watch, incident.id, event, facts);
    }
    followed = revision;
  }
}

async function openOf(watch: Watch, alert: string): Promise<readonly Incident[]> {
  const open = await watch.incidents.open();
  return open.filter((incident) => alert === ALL_ALERTS || incident.alert === alert);
}
