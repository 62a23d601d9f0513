import { DAY } from "../lib/durations.ts";
import { oneLine } from "../lib/plain.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Actor } from "../oncall/person.ts";
import type { HandedBack } from "../ports/callbacks.ts";
import { acknowledge } from "./acknowledge.ts";
import { resolve } from "./resolve.ts";
import { unacknowledge } from "./unacknowledge.ts";
import type { Watch } from "./watch.ts";

const REMEMBER_MS = 2 * DAY;
const MAX_NAME = 40;

/** Does here what somebody did in a service that we handed over to. What comes twice, too late, or of an incident that is not known changes nothing. */
export async function handedBack(watch: Watch, event: HandedBack): Promise<void> {
  // Whoever kept a copy could tell it anew as soon as nobody remembers that it was told.
  if (watch.clock.real() - event.at >= REMEMBER_MS) return;
  const id = await watch.incidents.idOf(event.incident);
  const incident = id === null ? null : await watch.incidents.load(id);
  if (incident === null) return;
  const at = instantOf(watch, event);
  const seen = `handed back ${event.via} ${event.id}`;
  if (at < incident.openedAt || (await watch.callbacks.kept(seen)) !== null) return;
  const by = await actorOf(watch, event);
  const line = `order ${event.via} ${incident.id}`;
  if (
    (await watch.callbacks.isNewest(line, event.at, REMEMBER_MS)) &&
    !(await hasActedSince(watch, incident, by, at))
  )
    await act(watch, incident, event, { by, at });
  // Not before: whoever dies of it is told again.
  await watch.callbacks.keep(seen, true, REMEMBER_MS);
}

/** In the clock's `now` time, and never ahead of it. */
function instantOf({ clock }: Pick<Watch, "clock">, { at }: HandedBack): number {
  return clock.now() - Math.max(0, clock.real() - at) * clock.factor;
}

/** The one member of that name; else the name as it came. */
async function actorOf({ people }: Watch, { by, via }: HandedBack): Promise<Actor> {
  const wanted = by.trim().toLowerCase();
  const [member, ...more] = (await people.all()).filter(
    ({ name }) => name.trim().toLowerCase() === wanted,
  );
  if (member !== undefined && more.length === 0)
    return { handle: member.handle, name: member.name, via };
  return { handle: via, name: oneLine(by, MAX_NAME) || via, via };
}

/** What they did here counts more than what they had done there before. */
async function hasActedSince(
  { incidents }: Watch,
  { id }: Incident,
  { handle, via }: Actor,
  at: number,
): Promise<boolean> {
  const timeline = await incidents.timeline(id);
  return timeline.some((one) => one.by?.handle === handle && one.by.via !== via && one.at > at);
}

async function act(
  watch: Watch,
  incident: Incident,
  event: HandedBack,
  { by, at }: { readonly by: Actor; readonly at: number },
): Promise<void> {
  switch (event.act) {
    case "acknowledge":
      // Our own acknowledgement comes back from there as one of theirs.
      if (incident.status === "triggered")
        await acknowledge(watch, { incident: incident.id, by, at, token: null, forMs: null });
      return;
    case "unacknowledge":
      return takeBack(watch, incident, by);
    case "resolve":
      await resolve(watch, { incident: incident.id, by });
  }
}

/** Only what was acknowledged there, or by them: whoever has it here keeps it. */
async function takeBack(watch: Watch, incident: Incident, by: Actor): Promise<void> {
  const given = incident.acknowledgements.map(({ actor }) => actor);
  const handles = given
    .filter(({ handle, via }) => via === by.via || handle === by.handle)
    .map(({ handle }) => handle);
  for (const handle of new Set(handles))
    await unacknowledge(watch, { incident: incident.id, by: { ...by, handle }, token: null });
}
